// SPDX-License-Identifier: BSL-1.0
// LoopWatch, with a clock of the test's own.
#include "fixtures/client.hpp"

#include <dmq/node/loop_watch.hpp>
#include <dmq/node/plugin_registry.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <vector>

namespace dmq {
namespace {

using namespace std::chrono_literals;

class LoopWatchTest : public testing::Test {
protected:
    LoopWatchTest()
    {
        request_.faults = std::make_shared<PluginFaults>();
        for (int i = 0; i < 2; ++i)
            loops_.push_back(std::make_unique<EventLoop>("loop"));
    }
    void look_after(std::chrono::milliseconds elapsed) { watch().check(now_ += elapsed); }
    std::uint64_t reports() const { return request_.faults->hogs; }
    LoopActivity& activity(std::size_t loop = 0) { return loops_[loop]->activity(); }
    LoopWatch& watch()
    {
        if (!watch_)
            watch_ = std::make_unique<LoopWatch>(loops_);
        return *watch_;
    }

    RegisteredRequest request_;
    std::vector<std::unique_ptr<EventLoop>> loops_;
    std::unique_ptr<LoopWatch> watch_;
    LoopWatch::Clock::time_point now_;
};

TEST_F(LoopWatchTest, ReportsARequestThatHasRunForTooLong)
{
    activity().set(&request_);
    look_after(0ms);
    look_after(99ms);
    EXPECT_EQ(reports(), 0U);
    look_after(1ms);
    EXPECT_EQ(reports(), 1U);
}

TEST_F(LoopWatchTest, ReportsItOnce)
{
    activity().set(&request_);
    for (int i = 0; i < 10; ++i)
        look_after(100ms);
    EXPECT_EQ(reports(), 1U);
}

TEST_F(LoopWatchTest, SaysNothingOfOneThatWaitsInBetween)
{
    for (int i = 0; i < 10; ++i) {
        activity().set(&request_);
        look_after(90ms);
        activity().set(nullptr);
        activity().set(&request_);
    }
    EXPECT_EQ(reports(), 0U);
}

TEST_F(LoopWatchTest, SaysNothingOfAnIdleLoop)
{
    look_after(0ms);
    look_after(10s);
    EXPECT_EQ(reports(), 0U);
}

TEST_F(LoopWatchTest, LooksAtEachLoop)
{
    activity(0).set(&request_);
    activity(1).set(&request_);
    look_after(0ms);
    activity(0).set(nullptr);
    look_after(200ms);
    EXPECT_EQ(reports(), 1U);
}

TEST_F(LoopWatchTest, ItsThreadSleepsUntilALoopRunsARequest)
{
    watch().start();
    for (std::uint64_t round = 1; round <= 2; ++round) {
        ASSERT_TRUE(support::eventually([&] { return watch().asleep(); }));
        activity(1).set(&request_);
        ASSERT_TRUE(support::eventually([&] { return reports() == round; }));
        EXPECT_FALSE(watch().asleep()) << "while the request runs";
        activity(1).set(nullptr);
    }
}

TEST_F(LoopWatchTest, StopsWhileItSleepsAndIsNotToldAfterwards)
{
    watch().start();
    ASSERT_TRUE(support::eventually([&] { return watch().asleep(); }));
    watch().stop();
    watch_.reset();
    activity().set(&request_);
    EXPECT_EQ(activity().request(), &request_);
}

TEST(LoopActivity, TellsItsListenerOnceOfTheNextRequest)
{
    struct Listener final : IActivityListener {
        void request_runs() noexcept override { ++calls; }
        int calls = 0;
    } listener;
    LoopActivity activity;
    const RegisteredRequest request{};
    activity.tell_once(&listener);
    activity.set(nullptr);
    EXPECT_EQ(listener.calls, 0);
    activity.set(&request);
    activity.set(&request);
    EXPECT_EQ(listener.calls, 1);
}

TEST(RunningRequest, GivesWayToWhatRanBefore)
{
    LoopActivity activity;
    const RegisteredRequest outer{}, inner{};
    const RunningRequest first(activity, &outer);
    const auto turn = activity.turn();
    {
        const RunningRequest second(activity, &inner);
        EXPECT_EQ(activity.request(), &inner);
    }
    EXPECT_EQ(activity.request(), &outer);
    EXPECT_GT(activity.turn(), turn);
}

} // namespace
} // namespace dmq
