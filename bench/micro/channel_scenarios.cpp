// SPDX-License-Identifier: BSL-1.0
// A channel as request handlers use it, from one thread or several.
#include "plugins.hpp"
#include "scenario.hpp"

#include <array>
#include <string>

namespace dmq::bench {
namespace {

constexpr std::array<std::byte, 100> record{};

class NoWaker final : public IWaker {
public:
    void wake() noexcept override { }
};

/// Finds the channel by name each time, as a request does.
class PushAndPop final : public IScenario {
public:
    void run(std::uint64_t times) override
    {
        for (; times > 0; --times) {
            channels_.get().get_or_create("bench")->push(record);
            if (auto lease = channels_.get().find("bench")->pop())
                lease->done();
        }
    }

private:
    RingChannels channels_;
};

/// A push to each of several subscribers, which take what there is.
class PushAndConsume final : public IScenario {
public:
    explicit PushAndConsume(unsigned subscribers) : channel_(channels_.get().get_or_create("bench"))
    {
        for (unsigned i = 0; i < subscribers; ++i)
            subscriptions_.push_back(
                channel_->subscribe(std::to_string(i), std::make_shared<NoWaker>()));
    }
    void run(std::uint64_t times) override
    {
        for (; times > 0; --times) {
            channel_->push(record);
            for (const auto& subscription : subscriptions_) {
                subscription->take(64 * 1024).done();
                subscription->arm();
            }
        }
    }

private:
    RingChannels channels_;
    std::shared_ptr<IChannel> channel_;
    std::vector<std::unique_ptr<ISubscription>> subscriptions_;
};

auto consume(unsigned subscribers)
{
    return [subscribers] { return std::make_unique<PushAndConsume>(subscribers); };
}

} // namespace

std::vector<Scenario> channel_scenarios()
{
    return {{"channel/push-and-pop", [] { return std::make_unique<PushAndPop>(); }, true},
            {"channel/push-and-consume", consume(1)},
            {"channel/push-and-consume-4-subscribers", consume(4)}};
}

} // namespace dmq::bench
