// SPDX-License-Identifier: BSL-1.0
// Every kind of workload on the limit server: all records arrive, and the server is understood.
#include "server_process.hpp"
#include "support/temp_dir.hpp"

#include <dmq/bench/run.hpp>

#include <gtest/gtest.h>

#include <string>

namespace dmq::bench {
namespace {

class LimitTest : public testing::TestWithParam<std::size_t> {
protected:
    LimitTest() { credentials_ = {"bench", std::string(256, '0')}; }

    Workload workload(Work work)
    {
        Workload workload;
        workload.work = work;
        workload.credentials = credentials_;
        workload.record_size = GetParam();
        workload.records = 5000;
        workload.server = limit_.pid();
        return workload;
    }
    Side legacy(unsigned connections, unsigned depth) const
    {
        return {Dialect::legacy, limit_.legacy(), connections, depth};
    }
    Side neo(unsigned connections, unsigned depth) const
    {
        return {Dialect::neo, limit_.neo(), connections, depth};
    }
    void push_and_pop(const Side& side)
    {
        Workload push = workload(Work::push);
        push.producer = side;
        EXPECT_EQ(run(push).records, push.records);
        Workload pop = workload(Work::pop);
        pop.consumer = side;
        EXPECT_EQ(run(pop).records, pop.records);
    }
    Result flow(const Side& producer, const Side& consumer, unsigned subscribers = 1)
    {
        Workload flow = workload(Work::flow);
        flow.producer = producer;
        flow.consumer = consumer;
        flow.subscribers = subscribers;
        return run(flow);
    }

    LimitProcess limit_;
    Credentials credentials_;
};

INSTANTIATE_TEST_SUITE_P(Sizes, LimitTest, testing::Values(24, 100, 5000));

TEST_P(LimitTest, LegacyPushAndPop)
{
    push_and_pop(legacy(1, 1));
    push_and_pop(legacy(7, 64));
}

TEST_P(LimitTest, NeoPushAndPop)
{
    push_and_pop(neo(1, 1));
    push_and_pop(neo(7, 64));
}

TEST_P(LimitTest, LegacyStreams)
{
    flow(legacy(1, 0), legacy(1, 0));
    flow(legacy(4, 0), legacy(4, 0));
}

TEST_P(LimitTest, NeoConsume)
{
    flow(neo(1, 64), neo(1, 0));
    flow(neo(3, 64), neo(2, 0));
}

TEST_P(LimitTest, EverySubscriberGetsEverything) { flow(legacy(1, 0), neo(4, 0), 4); }

TEST_P(LimitTest, MixedProtocols)
{
    flow(legacy(2, 16), neo(2, 0));
    flow(neo(2, 16), legacy(2, 0));
}

TEST_P(LimitTest, MeasuresLatencyOfEveryRecordAtARate)
{
    Workload paced = workload(Work::flow);
    paced.producer = legacy(1, 0);
    paced.consumer = legacy(1, 0);
    paced.records = 500;
    paced.rate = 20'000;
    const Result result = run(paced);
    EXPECT_EQ(result.latency.count, 500U);
    EXPECT_GT(result.latency.p50, 0);
    EXPECT_LE(result.latency.p50, result.latency.p99);
    EXPECT_LE(result.latency.p99, result.latency.max);
}

TEST_P(LimitTest, MeasuresRoundTripsAndTheServersTime)
{
    Workload push = workload(Work::push);
    push.producer = legacy(2, 1);
    const Result result = run(push);
    EXPECT_EQ(result.latency.count, push.records);
    ASSERT_TRUE(result.cpu);
    EXPECT_GT(result.cpu->total, 0);
    EXPECT_GT(result.seconds, 0);
}

TEST(LimitOnUnixSockets, ServesBothProtocols)
{
    const test::TempDir directory;
    const LimitProcess limit(directory / "legacy", directory / "neo");
    Workload flow;
    flow.work = Work::flow;
    flow.credentials = {"bench", std::string(256, '0')};
    flow.producer = {Dialect::legacy, limit.legacy(), 1, 0};
    flow.consumer = {Dialect::neo, limit.neo(), 1, 0};
    EXPECT_EQ(run(flow).records, flow.records);

    const LimitProcess other(directory / "other-legacy", directory / "other-neo");
    flow.producer.further = {other.legacy()};
    flow.consumer.further = {other.neo()};
    EXPECT_EQ(run(flow).records, flow.records) << "on both of them";
    flow.consumer.further.clear();
    flow.timeout = std::chrono::seconds(1);
    EXPECT_THROW(run(flow), std::runtime_error) << "the other one has a share of the records";
}

} // namespace
} // namespace dmq::bench
