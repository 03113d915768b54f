// SPDX-License-Identifier: BSL-1.0
// Consume of the neo protocol: start and batches of neo-protocol §7.3, §7.4.
#include "requests/consume/neo_consume.hpp"
#include "support/neo_request_run.hpp"

namespace dmq::requests::neo_consume_test {
namespace {

using namespace support;
using neo::ConsumeControl;
using neo::ConsumeEvent;
using neo::ConsumeStart;
using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;

const std::string started = msg(ConsumeStart::started);
const std::string proceed = msg(ConsumeControl::proceed);
const std::string stop = msg(ConsumeControl::stop);
const std::string stopped = msg(ConsumeEvent::stopped);

std::unique_ptr<NeoRequestRun> consume(mocks::MockChannels::Channel*& channel)
{
    auto run = neo_run_of<NeoConsume>(arr("ch") + arr("sub"));
    channel = &run->channels().add("ch");
    return run;
}

void expect_refused(NeoRequestRun& run)
{
    EXPECT_EQ(run.run(), Outcome::finished);
    EXPECT_THAT(run.sent(), ElementsAre(msg(ConsumeStart::error)));
}

TEST(NeoConsume, BecomesAConsumerOfTheSubscriber)
{
    for (const char* subscriber : {"", "sub"}) {
        auto run = neo_run_of<NeoConsume>(arr("ch") + arr(subscriber));
        const std::shared_ptr<IWaker> waker = run->context.fake_waker;
        EXPECT_CALL(run->channels().add("ch"), subscribe(Eq(subscriber), Eq(waker)));
        EXPECT_EQ(run->run(), Outcome::waiting);
        EXPECT_THAT(run->sent(), ElementsAre(started));
    }
}

TEST(NeoConsume, CreatesAMissingChannel)
{
    auto run = neo_run_of<NeoConsume>(arr("new") + arr("sub"));
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_THAT(run->channels().names(), ElementsAre("new"));
    EXPECT_THAT(run->sent(), ElementsAre(started));
}

TEST(NeoConsume, RefusesABadNameAndCreatesNoChannel)
{
    const std::string bad[] = {arr("") + arr("sub"),
                               arr("c@h") + arr("sub"),
                               arr("c.h") + arr(""),
                               arr("ch") + arr("s@b"),
                               arr("ch") + arr("s b"),
                               arr(std::string(181, 'n')) + arr("sub"),
                               arr("ch") + arr(std::string(61, 's'))};
    for (const std::string& arguments : bad) {
        SCOPED_TRACE(arguments);
        auto run = neo_run_of<NeoConsume>(arguments);
        expect_refused(*run);
        EXPECT_THAT(run->channels().names(), IsEmpty());
    }
}

TEST(NeoConsume, ReportsAChannelThatCannotBeHad)
{
    auto run = neo_run_of<NeoConsume>(arr("ch") + arr("sub"));
    run->channels().refuse_all_creation();
    expect_refused(*run);
}

TEST(NeoConsume, ReportsASubscriptionThatCannotBeHad)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    channel->refuse_subscriptions();
    expect_refused(*run);
}

TEST(NeoConsume, RefusesMalformedArguments)
{
    expect_malformed_is_refused<NeoConsume>(arr("channel") + arr("subscriber"));
}

TEST(NeoConsume, SendsOneBatchAtATime)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    channel->holding("x1").holding("x2");
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_THAT(run->sent(), ElementsAre(started, batch({"x1", "x2"})));
    channel->push(bytes_of("x3"));
    EXPECT_EQ(run->wake(), Outcome::waiting);
    EXPECT_EQ(run->sent().size(), 2U);
    EXPECT_EQ(run->deliver(proceed), Outcome::waiting);
    EXPECT_THAT(run->sent(), ElementsAre(started, batch({"x1", "x2"}), batch({"x3"})));
    EXPECT_EQ(run->deliver(proceed), Outcome::waiting);
    EXPECT_EQ(run->deliver(stop), Outcome::finished);
    EXPECT_EQ(run->sent().back(), stopped);
    EXPECT_THAT(run->channels().records("ch"), IsEmpty());
    EXPECT_EQ(channel->queue().most_open_leases, 1U);
}

TEST(NeoConsume, SendsTheBatchOfTheSpecification)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    channel->holding("x1").holding("x2");
    run->run();
    EXPECT_EQ(run->sent().back(),
              hex("03 1400000000000000 0200000000000000 7831 0200000000000000 7832"));
}

TEST(NeoConsume, SendsWhatComesAtOnce)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    EXPECT_EQ(run->run(), Outcome::waiting);
    channel->push(bytes_of("one"));
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_THAT(run->sent(), ElementsAre(started, batch({"one"})));
}

TEST(NeoConsume, FillsBatchesOfSmallRecordsTo100kB)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    const std::string record(100, 'r');
    for (int i = 0; i < 2000; ++i)
        channel->holding(record);
    run->run();
    ASSERT_EQ(run->sent().size(), 2U);
    EXPECT_GE(run->sent().back().size(), 100'000U);
    EXPECT_LE(run->sent().back().size(), 140'000U);
}

TEST(NeoConsume, SendsALargeRecordAsOneBatch)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    const std::string large(1'000'000, 'l');
    channel->holding(large).holding("small");
    run->run();
    ASSERT_EQ(run->sent().size(), 2U);
    EXPECT_TRUE(run->sent().back() == batch({large}));
    run->deliver(proceed);
    EXPECT_EQ(run->sent().back(), batch({"small"}));
}

TEST(NeoConsume, LooksForAStopBeforeItTakesRecords)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    EXPECT_EQ(run->run(), Outcome::waiting);
    channel->push(bytes_of("one"));
    EXPECT_EQ(run->deliver(stop), Outcome::finished);
    EXPECT_THAT(run->sent(), ElementsAre(started, stopped));
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("one"));
}

TEST(NeoConsume, LooksForAStopBehindAContinue)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    channel->holding("one");
    EXPECT_EQ(run->run(), Outcome::waiting);
    channel->push(bytes_of("two"));
    run->conn.arrive(proceed);
    EXPECT_EQ(run->deliver(stop), Outcome::finished);
    EXPECT_THAT(run->sent(), ElementsAre(started, batch({"one"}), stopped));
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("two"));
}

} // namespace
} // namespace dmq::requests::neo_consume_test
