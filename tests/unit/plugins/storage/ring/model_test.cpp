// SPDX-License-Identifier: BSL-1.0
// Random operations on a queue and on the model, with restarts in between.
#include "faulty_file_ops.hpp"
#include "manual_clock.hpp"
#include "model.hpp"
#include "storage/ring/ring_channels.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

#include <random>

namespace dmq::ring::test {
namespace {

class RandomWalk {
public:
    explicit RandomWalk(std::uint64_t seed) : random_(seed), model_(below(220))
    {
        ops_.syncs = false;
        start();
    }

    std::uint64_t rings_left() const { return model_.rings_left(); }
    void step()
    {
        clock_.time += LeaseTime(below(40));
        const auto dice = below(1000);
        if (dice < 350)
            push();
        else if (dice < 450)
            push_run();
        else if (dice < 700)
            lease();
        else if (dice < 980)
            end_lease();
        else if (dice < 990)
            clear();
        else if (dice < 995)
            restart();
        check();
    }

private:
    struct Open {
        LeasedRun run;
        Model::Numbers numbers;
        Payloads payloads;
    };

    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    std::int64_t now() const { return clock_.time.count(); }

    std::string record()
    {
        const auto size = below(10) == 0 ? 1 + below(120) : 1 + below(20);
        return std::string(size, static_cast<char>('a' + below(26)));
    }

    void start()
    {
        channels_ = std::make_unique<RingChannels>(dir_.settings(), ops_, clock_);
        channels_->restore([](std::string_view) {});
        engine_ = channels_->open("ch", model_.capacity());
        channels_->started();
    }

    void push()
    {
        const std::string payload = record();
        const auto expected = model_.push(payload, now()) ? PushStatus::stored : PushStatus::full;
        ASSERT_EQ(test::push(*engine_, payload), expected);
    }

    void push_run()
    {
        Payloads run(below(8));
        RunResult expected;
        for (std::string& payload : run) {
            payload = record();
            const bool stored = model_.push(payload, now());
            ++(stored ? expected.stored : expected.refused);
            expected.stored_bytes += stored ? payload.size() : 0;
        }
        const RunResult result = test::push_run(*engine_, run);
        ASSERT_EQ(result.stored, expected.stored);
        ASSERT_EQ(result.refused, expected.refused);
        ASSERT_EQ(result.stored_bytes, expected.stored_bytes);
    }

    void lease()
    {
        const std::size_t max_bytes = below(3) == 0 ? 0 : below(150);
        Open open{engine_->lease(max_bytes), model_.expect_lease(max_bytes), {}};
        for (const auto number : open.numbers)
            open.payloads.push_back(model_.entry(number).payload);
        ASSERT_EQ(payloads(open.run), open.payloads);
        ASSERT_EQ(open.run.records, open.payloads.size());
        model_.lend(open.numbers, now());
        if (!open.numbers.empty())
            open_.push_back(open);
    }

    void end_lease()
    {
        if (open_.empty())
            return;
        const auto at = open_.begin() + static_cast<std::ptrdiff_t>(below(open_.size()));
        const Open open = *at;
        open_.erase(at);
        const bool orphaned = model_.entry(open.numbers[0]).state == Model::State::orphaned;
        const bool release = below(2) == 0;
        const std::size_t delivered = release ? open.numbers.size()
                                              : below(open.numbers.size() + 1);
        std::size_t from = 0, bytes = 0;
        for (std::size_t i = 0; i < delivered; ++i) {
            from += open.payloads[i].size() + record_header;
            bytes += open.payloads[i].size();
        }
        const Delivered result = release ? engine_->release(open.run.ticket)
                                         : engine_->put_back(open.run.ticket, from);
        ASSERT_EQ(result.records, orphaned ? 0 : delivered);
        ASSERT_EQ(result.bytes, orphaned ? 0 : bytes);
        model_.end_lease(open.numbers, delivered);
    }

    void clear()
    {
        engine_->clear();
        model_.clear();
    }

    void restart()
    {
        ASSERT_TRUE(channels_->shutdown());
        const Payloads held = model_.held();
        const auto expected = held.empty()
            ? std::map<std::string, std::string>()
            : std::map<std::string, std::string>{{"ch.rq", dump(held)}};
        ASSERT_EQ(dir_.files(), expected);
        open_.clear();
        engine_.reset();
        model_.reload(below(4) == 0 ? below(100) : 60 + below(160));
        start();
    }

    void check()
    {
        const QueueUsage usage = engine_->usage();
        ASSERT_EQ(usage.memory_records, model_.held().size());
        ASSERT_EQ(usage.memory_bytes, model_.held_bytes());
        ASSERT_EQ(usage.capacity, model_.capacity());
        ASSERT_EQ(engine_->available(), model_.available());
        for (const Open& open : open_)
            ASSERT_EQ(payloads(open.run), open.payloads);
    }

    std::mt19937_64 random_;
    TempDir dir_;
    FaultyFileOps ops_;
    ManualClock clock_;
    Model model_;
    std::unique_ptr<RingChannels> channels_;
    std::unique_ptr<IStorageEngine> engine_;
    std::vector<Open> open_;
};

class ModelTest : public testing::TestWithParam<int> { };

TEST_P(ModelTest, RandomOperationsWithRestarts)
{
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWalk walk(seed);
    for (int i = 0; i < 40000; ++i) {
        ASSERT_NO_FATAL_FAILURE(walk.step()) << "operation " << i;
    }
    EXPECT_GT(walk.rings_left(), 10U) << "rings were left";
}

INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest, testing::Range(0, 8));

} // namespace
} // namespace dmq::ring::test
