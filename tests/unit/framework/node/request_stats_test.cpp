// SPDX-License-Identifier: BSL-1.0
// Counting requests and measuring them in bursts, by a clock that the test sets.
#include <dmq/node/node_stats.hpp>
#include <dmq/node/request_stats.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <numeric>
#include <thread>

namespace dmq {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct FakeClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<FakeClock>;
    static constexpr bool is_steady = true;

    static time_point now() noexcept
    {
        ++readings;
        return time_point(time);
    }

    static inline std::chrono::nanoseconds time{0};
    static inline int readings = 0;
};

class RequestTimerTest : public testing::Test {
protected:
    RequestTimerTest()
    {
        FakeClock::time = 0ns;
        FakeClock::readings = 0;
    }
    void request(std::chrono::nanoseconds time, Timing timing = Timing::timed)
    {
        request(push_, time, timing);
    }
    void request(RequestCounters& of, std::chrono::nanoseconds time, Timing timing = Timing::timed)
    {
        timer_.begin(of, timing);
        FakeClock::time += time;
        timer_.end();
    }
    void requests(int count, std::chrono::nanoseconds time)
    {
        for (int i = 0; i < count; ++i)
            request(time);
    }
    void wait(std::chrono::nanoseconds time)
    {
        timer_.pause();
        FakeClock::time += time;
    }

    RequestCounters push_;
    RequestCounters pop_;
    RequestTimer<FakeClock> timer_;
};

TEST(RequestCounters, PutsATimeIntoTheBucketOfTheSmallestBoundThatIsNotBelow)
{
    RequestCounters counters;
    for (const auto time : {0ns, 10'000ns, 10'001ns, 100'000ns, 1'000'000ns, 10'000'000ns,
                            100'000'000ns, 100'000'001ns, 1'000'000'000ns})
        counters.count(time, 1);
    EXPECT_THAT(counters.counts().buckets, ElementsAre(2, 2, 1, 1, 1, 2));
    EXPECT_EQ(counters.counts().handled, 9U);
}

TEST(RequestCounters, CountedOnesHaveNoTime)
{
    RequestCounters counters;
    counters.count();
    counters.count();
    EXPECT_EQ(counters.counts().handled, 2U);
    EXPECT_EQ(counters.counts().time, 0ns);
    EXPECT_THAT(counters.counts().buckets, testing::Each(0U));
}

TEST(RequestCounters, OfSeveralMeasuredTogetherOneIsTheSlowOne)
{
    RequestCounters counters;
    counters.count(50ms, 8);
    EXPECT_THAT(counters.counts().buckets, ElementsAre(7, 0, 0, 0, 1, 0));
}

TEST(RequestCounters, OfManyFastOnesNoneIsSlow)
{
    RequestCounters counters;
    counters.count(20us, 32);
    EXPECT_THAT(counters.counts().buckets, ElementsAre(32, 0, 0, 0, 0, 0));
}

TEST(RequestCounters, TheMaximumFallsToTheCurrentNumber)
{
    RequestCounters counters;
    for (int i = 0; i < 3; ++i)
        counters.started();
    counters.ended();
    EXPECT_EQ(counters.counts().active, 2U);
    EXPECT_EQ(counters.take_max_active(), 3U);
    EXPECT_EQ(counters.take_max_active(), 2U);
    counters.started();
    EXPECT_EQ(counters.take_max_active(), 3U);
}

TEST_F(RequestTimerTest, ABurstIsMeasuredWithTwoReadings)
{
    requests(5, 100ns);
    timer_.pause();
    EXPECT_EQ(FakeClock::readings, 2);
    EXPECT_EQ(push_.counts().handled, 5U);
    EXPECT_EQ(push_.counts().time, 500ns);
    EXPECT_THAT(push_.counts().buckets, ElementsAre(5, 0, 0, 0, 0, 0));
}

TEST_F(RequestTimerTest, ALongBurstIsReadFromTimeToTime)
{
    requests(320, 100ns);
    timer_.pause();
    EXPECT_EQ(FakeClock::readings, 11);
    EXPECT_EQ(push_.counts().handled, 320U);
    EXPECT_EQ(push_.counts().time, 32us);
}

TEST_F(RequestTimerTest, TheTimeBetweenBurstsIsNoRequests)
{
    request(1us);
    wait(1s);
    request(2us);
    timer_.pause();
    EXPECT_EQ(push_.counts().time, 3us);
}

TEST_F(RequestTimerTest, ARequestThatWaitsIsMeasuredByItself)
{
    requests(3, 100ns);
    timer_.begin(push_, Timing::timed);
    wait(5ms);
    timer_.end();
    requests(3, 100ns);
    timer_.pause();
    EXPECT_THAT(push_.counts().buckets, ElementsAre(6, 0, 0, 1, 0, 0));
    EXPECT_EQ(push_.counts().time, 5ms + 600ns);
}

TEST_F(RequestTimerTest, ASlowRequestThatDoesNotWaitIsSeen)
{
    requests(5, 100ns);
    request(150ms);
    requests(5, 100ns);
    timer_.pause();
    EXPECT_THAT(push_.counts().buckets, ElementsAre(10, 0, 0, 0, 0, 1));
}

TEST_F(RequestTimerTest, EachTypeHasItsOwnTime)
{
    request(push_, 1us);
    request(pop_, 2us);
    request(push_, 4us);
    timer_.pause();
    EXPECT_EQ(push_.counts().time, 5us);
    EXPECT_EQ(pop_.counts().time, 2us);
}

TEST_F(RequestTimerTest, NoClockIsReadForWhatIsOnlyCounted)
{
    timer_.begin(push_, Timing::counted);
    wait(1s);
    timer_.end();
    timer_.begin(push_, Timing::counted);
    timer_.leave();
    timer_.leave_ended(push_, Timing::counted, {});
    EXPECT_EQ(FakeClock::readings, 0);
    EXPECT_EQ(push_.counts().handled, 2U);
    EXPECT_EQ(push_.counts().active, 0U);
}

TEST_F(RequestTimerTest, WhatIsOnlyCountedIsNoTimeOfTheNextRequest)
{
    request(pop_, 1us);
    request(push_, 1s, Timing::counted);
    request(pop_, 1us);
    timer_.pause();
    EXPECT_EQ(pop_.counts().time, 2us);
    EXPECT_EQ(push_.counts().time, 0ns);
}

TEST_F(RequestTimerTest, ARequestThatGoesOnIsMeasuredUntilItsEnd)
{
    timer_.begin(pop_, Timing::timed);
    const auto since = timer_.leave();
    request(push_, 1us);
    wait(3ms);
    EXPECT_EQ(pop_.counts().active, 1U);
    timer_.leave_ended(pop_, Timing::timed, since);
    EXPECT_EQ(pop_.counts().active, 0U);
    EXPECT_THAT(pop_.counts().buckets, ElementsAre(0, 0, 0, 1, 0, 0));
    EXPECT_EQ(push_.counts().time, 1us);
}

TEST_F(RequestTimerTest, EveryRequestIsInOneBucketWhateverHappens)
{
    for (int i = 0; i < 1000; ++i) {
        timer_.begin(i % 3 == 0 ? pop_ : push_, Timing::timed);
        FakeClock::time += std::chrono::nanoseconds(i * i);
        if (i % 7 == 0)
            wait(std::chrono::microseconds(i));
        timer_.end();
        if (i % 11 == 0)
            wait(1ms);
    }
    timer_.pause();
    std::uint64_t handled = 0;
    for (const auto& counts : {push_.counts(), pop_.counts()}) {
        handled += counts.handled;
        EXPECT_EQ(std::accumulate(counts.buckets.begin(), counts.buckets.end(), 0U),
                  counts.handled);
    }
    EXPECT_EQ(handled, 1000U);
}

TEST(NodeStats, AddsUpWhatTheLoopsCountWhileTheyCount)
{
    NodeStats stats(3, 2);
    std::vector<std::thread> loops;
    for (std::size_t index = 0; index < 3; ++index)
        loops.emplace_back([&stats, index] {
            LoopStats& own = stats.of_loop(index);
            for (int i = 0; i < 10000; ++i) {
                own.requests[1].started();
                own.traffic.sent.fetch_add(1);
                own.requests[1].count(1us, 1);
                own.requests[1].ended();
            }
        });
    std::uint64_t seen = 0;
    while (seen < 30000) {
        const auto counts = stats.requests(1);
        EXPECT_GE(counts.handled, seen);
        EXPECT_LE(stats.take_max_active(1), 3U);
        seen = counts.handled;
    }
    for (auto& loop : loops)
        loop.join();
    EXPECT_EQ(stats.traffic().sent, 30000U);
    EXPECT_EQ(stats.requests(1).time, 30ms);
    EXPECT_EQ(stats.requests(0).handled, 0U);
    EXPECT_EQ(stats.requests(1).active, 0U);
}

} // namespace
} // namespace dmq
