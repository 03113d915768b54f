// SPDX-License-Identifier: BSL-1.0
// Streams of requests through real connection handlers, plugins, channels and ring: all that a node
// does but for the kernel's part, which callgrind does not count.
#include "replay.hpp"
#include "scenario.hpp"

namespace dmq::bench {
namespace {

constexpr std::uint64_t burst = 64;
constexpr std::size_t record_size = 100;
constexpr std::size_t wire_size = record_header + record_size;
constexpr std::size_t neo_code_size = 19; // a message with one byte of payload

/// A burst of Push, then one of Pop, on a connection each.
class PushAndPop final : public IScenario {
public:
    PushAndPop(Dialect dialect, std::size_t push_answer, std::size_t pop_answer)
        : pusher_(node_, dialect, {Role::push, "bench", "", false}),
          popper_(node_, dialect, {Role::pop, "bench", "", false}),
          pushes_(pusher_.requests(burst, record_size)),
          pops_(popper_.requests(burst, record_size)),
          push_answers_(burst * push_answer),
          pop_answers_(burst * pop_answer)
    {
    }
    void run(std::uint64_t times) override
    {
        for (; times > 0; --times) {
            pusher_.send(pushes_);
            pusher_.expect(push_answers_);
            popper_.send(pops_);
            popper_.expect(pop_answers_);
        }
    }

private:
    ReplayNode node_;
    ReplayConnection pusher_;
    ReplayConnection popper_;
    std::vector<std::byte> pushes_;
    std::vector<std::byte> pops_;
    std::size_t push_answers_;
    std::size_t pop_answers_;
};

/// 32 KiB of records at a time.
class Stream final : public IScenario {
public:
    explicit Stream(std::uint64_t records)
        : producer_(node_, Dialect::legacy, {Role::produce, "bench", "", false}),
          consumer_(node_, Dialect::legacy, {Role::consume, "bench", "", false}),
          stream_(producer_.requests(records, record_size))
    {
    }
    void run(std::uint64_t times) override
    {
        for (; times > 0; --times) {
            producer_.send(stream_);
            consumer_.expect(stream_.size());
        }
    }

private:
    ReplayNode node_;
    ReplayConnection producer_;
    ReplayConnection consumer_;
    std::vector<std::byte> stream_;
};

std::unique_ptr<IScenario> legacy()
{
    constexpr std::size_t status = sizeof(std::int32_t);
    return std::make_unique<PushAndPop>(Dialect::legacy, status, status + wire_size);
}

std::unique_ptr<IScenario> neo()
{
    return std::make_unique<PushAndPop>(Dialect::neo, 2 * neo_code_size,
                                        2 * neo_code_size + wire_size);
}

auto stream(std::uint64_t records)
{
    return [records] { return std::make_unique<Stream>(records); };
}

} // namespace

std::vector<Scenario> replay_scenarios()
{
    return {{"replay/legacy-64-push-64-pop", legacy, false, 50},
            {"replay/neo-64-push-64-pop", neo, false, 50},
            {"replay/stream-1-record", stream(1), false, 500},
            {"replay/stream-300-records", stream(300), false, 100}};
}

} // namespace dmq::bench
