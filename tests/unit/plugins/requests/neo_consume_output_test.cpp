// SPDX-License-Identifier: BSL-1.0
// Consume of the neo protocol: full batches, a connection that is busy sending, and delivery at
// most once.
#include "requests/consume/neo_consume.hpp"
#include "support/neo_request_run.hpp"

namespace dmq::requests::neo_consume_output_test {
namespace {

using namespace support;
using neo::ConsumeControl;
using neo::ConsumeEvent;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Return;

const std::string started = msg(neo::ConsumeStart::started);
const std::string proceed = msg(ConsumeControl::proceed);
const std::string stop = msg(ConsumeControl::stop);
const std::string stopped = msg(ConsumeEvent::stopped);

class NeoConsumeOutput : public testing::Test {
protected:
    /// Whatever has happened, no record is lent any more.
    ~NeoConsumeOutput() override
    {
        run_->destroy();
        EXPECT_EQ(queue().open_leases, 0U);
    }
    mocks::QueueState& queue() { return channel_.queue(); }
    std::vector<std::string> left() { return run_->channels().records("ch"); }

    std::unique_ptr<NeoRequestRun> run_ = neo_run_of<NeoConsume>(arr("ch") + arr("sub"));
    mocks::MockChannels::Channel& channel_ = run_->channels().add("ch");
};

TEST_F(NeoConsumeOutput, FillsBatchesOfLargeRecordsTo100kB)
{
    const std::string a(70'000, 'a');
    const std::string b(70'000, 'b');
    const std::string c(70'000, 'c');
    channel_.holding(a).holding(b).holding(c);
    run_->run();
    ASSERT_EQ(run_->sent().size(), 2U);
    EXPECT_TRUE(run_->sent().back() == batch({a, b}));
    run_->deliver(proceed);
    EXPECT_TRUE(run_->sent().back() == batch({c}));
}

TEST_F(NeoConsumeOutput, ReturnsAllLeasesOfABatchInTheirOrder)
{
    const std::string a(70'000, 'a');
    const std::string b(70'000, 'b');
    channel_.holding(a).holding(b).holding("c");
    run_->run();
    EXPECT_EQ(queue().open_leases, 2U);
    EXPECT_EQ(run_->leave(), Outcome::peer_gone);
    EXPECT_TRUE(left() == (std::vector<std::string>{a, b, "c"}));
}

TEST_F(NeoConsumeOutput, LeavesTheRestToIdleConsumers)
{
    const std::string a(70'000, 'a');
    channel_.holding(a).holding("b");
    queue().others_idle = true;
    run_->run();
    ASSERT_EQ(run_->sent().size(), 2U);
    EXPECT_TRUE(run_->sent().back() == batch({a, "b"})) << "what one lease holds";
    channel_.holding(a).holding(a);
    run_->deliver(proceed);
    EXPECT_TRUE(run_->sent().back() == batch({a}));
}

TEST_F(NeoConsumeOutput, TakesNoRecordsForABusyConnection)
{
    channel_.holding("one");
    run_->conn.set_room(false);
    EXPECT_EQ(run_->run(), Outcome::waiting);
    EXPECT_EQ(queue().open_leases, 0U);
    EXPECT_EQ(queue().declined, 1U) << "another consumer may be woken for them";
    EXPECT_EQ(run_->wake(), Outcome::waiting);
    EXPECT_THAT(run_->sent(), ElementsAre(started));
    run_->conn.set_room(true);
    EXPECT_EQ(run_->wake(), Outcome::waiting);
    EXPECT_THAT(run_->sent(), ElementsAre(started, batch({"one"})));
}

TEST_F(NeoConsumeOutput, StopsOnABusyConnection)
{
    channel_.holding("one");
    run_->conn.set_room(false);
    EXPECT_EQ(run_->run(), Outcome::waiting);
    EXPECT_EQ(run_->deliver(stop), Outcome::finished);
    EXPECT_THAT(run_->sent(), ElementsAre(started, stopped));
    EXPECT_THAT(left(), ElementsAre("one"));
}

TEST_F(NeoConsumeOutput, TellsOfTheRemovalWhenThereIsRoom)
{
    run_->conn.set_room(false);
    EXPECT_EQ(run_->run(), Outcome::waiting);
    run_->channels().remove("ch");
    EXPECT_EQ(run_->run(), Outcome::waiting);
    run_->conn.set_room(true);
    EXPECT_EQ(run_->wake(), Outcome::finished);
    EXPECT_THAT(run_->sent(), ElementsAre(started, msg(ConsumeEvent::channel_removed)));
}

TEST_F(NeoConsumeOutput, EndsOnABusyConnectionThatIsLost)
{
    run_->conn.set_room(false);
    EXPECT_EQ(run_->run(), Outcome::waiting);
    EXPECT_EQ(run_->leave(), Outcome::peer_gone);
    EXPECT_EQ(queue().subscriptions, 0U);
}

class NeoConsumeAtMostOnce : public NeoConsumeOutput {
protected:
    NeoConsumeAtMostOnce()
    {
        ON_CALL(run_->context.fake_node, redelivery).WillByDefault(Return(false));
        channel_.holding("one").holding("two");
    }
};

TEST_F(NeoConsumeAtMostOnce, ForgetsABatchOnceItIsSent)
{
    EXPECT_EQ(run_->run(), Outcome::waiting);
    EXPECT_THAT(run_->sent(), ElementsAre(started, batch({"one", "two"})));
    EXPECT_EQ(queue().open_leases, 0U);
    EXPECT_EQ(run_->leave(), Outcome::peer_gone);
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(NeoConsumeAtMostOnce, ForgetsABatchThatALostConnectionHasNotSent)
{
    run_->be_slow();
    EXPECT_EQ(run_->run(), Outcome::waiting);
    EXPECT_EQ(queue().open_leases, 1U) << "the connection still reads the records";
    EXPECT_EQ(run_->leave(), Outcome::peer_gone);
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(NeoConsumeAtMostOnce, WaitsForTheAnswerAllTheSame)
{
    EXPECT_EQ(run_->run(), Outcome::waiting);
    channel_.push(bytes_of("three"));
    EXPECT_EQ(run_->wake(), Outcome::waiting);
    EXPECT_EQ(run_->sent().size(), 2U);
    EXPECT_EQ(run_->deliver(proceed), Outcome::waiting);
    EXPECT_EQ(run_->sent().back(), batch({"three"}));
    EXPECT_EQ(run_->deliver(stop), Outcome::finished);
    EXPECT_EQ(run_->sent().back(), stopped);
}

TEST_F(NeoConsumeAtMostOnce, RefusesAContinueThatCannotBeMeant)
{
    run_->be_slow();
    EXPECT_EQ(run_->run(), Outcome::waiting);
    EXPECT_EQ(run_->deliver(proceed), Outcome::protocol_error);
}

} // namespace
} // namespace dmq::requests::neo_consume_output_test
