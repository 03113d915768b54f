// SPDX-License-Identifier: BSL-1.0
// Consume of the neo protocol: each event in each state of neo-protocol §7.4, and defects D4, D7
// and D13 of §12.
#include "requests/consume/neo_consume.hpp"
#include "support/neo_request_run.hpp"

#include <utility>

namespace dmq::requests::neo_consume_states_test {
namespace {

using namespace support;
using neo::ConsumeControl;
using neo::ConsumeEvent;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string started = msg(neo::ConsumeStart::started);
const std::string proceed = msg(ConsumeControl::proceed);
const std::string stop = msg(ConsumeControl::stop);
const std::string stopped = msg(ConsumeEvent::stopped);
const std::string removed = msg(ConsumeEvent::channel_removed);
const std::string one_two = batch({"one", "two"});

enum class State {
    idle, // the queue is empty
    unsent, // a batch is taken, but the socket is full
    feedback, // the batch was sent
};

/// A request in a state of its life, and the queue that it consumes.
class NeoConsumeIn : public testing::TestWithParam<State> {
protected:
    NeoConsumeIn()
    {
        auto& channel = run_->channels().add("ch");
        queue_ = channel.shared_queue();
        if (holds_batch())
            channel.holding("one").holding("two");
        if (GetParam() == State::unsent)
            run_->be_slow();
        EXPECT_EQ(run_->run(), Outcome::waiting);
        EXPECT_EQ(queue_->open_leases, holds_batch() ? 1U : 0U);
        EXPECT_EQ(queue_->subscriptions, 1U);
    }
    /// However the request ended, nothing may be left of it once the output is gone.
    ~NeoConsumeIn() override
    {
        EXPECT_EQ(queue_->open_leases, 0U);
        EXPECT_EQ(queue_->subscriptions, 0U);
        EXPECT_FALSE(queue_->armed);
    }

    static bool holds_batch() { return GetParam() != State::idle; }
    void expect_records_back()
    {
        if (holds_batch()) {
            EXPECT_THAT(queue_->records, ElementsAre("one", "two"));
        } else {
            EXPECT_THAT(queue_->records, IsEmpty());
        }
    }
    void expect_protocol_error(const std::string& message, neo::Error error)
    {
        EXPECT_EQ(run_->deliver(message), Outcome::protocol_error);
        EXPECT_EQ(run_->error(), error);
        expect_records_back();
    }
    /// Everything that was sent, the last message included.
    void expect_end(const std::string& last)
    {
        run_->conn.take_output();
        if (holds_batch()) {
            EXPECT_THAT(run_->sent(), ElementsAre(started, one_two, last));
        } else {
            EXPECT_THAT(run_->sent(), ElementsAre(started, last));
        }
    }

    std::unique_ptr<NeoRequestRun> run_ = neo_run_of<NeoConsume>(arr("ch") + arr("sub"));
    std::shared_ptr<mocks::QueueState> queue_;
};

std::string name_of(const testing::TestParamInfo<State>& tested)
{
    constexpr const char* names[] = {"Idle", "Unsent", "Feedback"};
    return names[static_cast<int>(tested.param)];
}

INSTANTIATE_TEST_SUITE_P(Each, NeoConsumeIn,
                         testing::Values(State::idle, State::unsent, State::feedback), name_of);

TEST_P(NeoConsumeIn, ContinueIsTheAnswerToASentBatchOnly)
{
    if (GetParam() != State::feedback)
        return expect_protocol_error(proceed, neo::Error::unexpected_message);
    EXPECT_EQ(run_->deliver(proceed), Outcome::waiting);
    EXPECT_EQ(queue_->open_leases, 0U);
    EXPECT_THAT(run_->sent(), ElementsAre(started, one_two));
    EXPECT_EQ(run_->deliver(stop), Outcome::finished);
    EXPECT_THAT(queue_->records, IsEmpty());
}

TEST_P(NeoConsumeIn, StopEndsItBehindTheBatch)
{
    EXPECT_EQ(run_->deliver(stop), Outcome::finished);
    EXPECT_EQ(queue_->open_leases, GetParam() == State::unsent ? 1U : 0U);
    expect_end(stopped);
    EXPECT_THAT(queue_->records, IsEmpty());
}

TEST_P(NeoConsumeIn, WhatIsBehindAStopIsNotLookedAt)
{
    run_->conn.arrive(stop);
    EXPECT_EQ(run_->deliver(proceed), Outcome::finished);
    expect_end(stopped);
}

TEST_P(NeoConsumeIn, MessagesOfMoreThanOneByteAreMalformed)
{
    expect_protocol_error(stop + stop, neo::Error::malformed_payload);
}
TEST_P(NeoConsumeIn, EmptyMessagesAreMalformed)
{
    expect_protocol_error("", neo::Error::malformed_payload);
}
TEST_P(NeoConsumeIn, UnknownControlMessagesAreMalformed)
{
    expect_protocol_error("\x03", neo::Error::malformed_payload);
}

TEST_P(NeoConsumeIn, RemovalEndsIt)
{
    run_->channels().remove_all();
    EXPECT_EQ(run_->run(), Outcome::finished);
    expect_end(removed);
}

TEST_P(NeoConsumeIn, ALostConnectionReturnsTheBatch)
{
    EXPECT_EQ(run_->leave(), Outcome::peer_gone);
    expect_records_back();
}

TEST_P(NeoConsumeIn, TheEndOfTheNodeReturnsTheBatch)
{
    run_->destroy();
    expect_records_back();
}

TEST_P(NeoConsumeIn, ABatchThatReturnsComesBeforeNewerRecords)
{
    if (holds_batch())
        queue_->store("three");
    EXPECT_EQ(run_->leave(), Outcome::peer_gone);
    if (holds_batch()) {
        EXPECT_THAT(queue_->records, ElementsAre("one", "two", "three"));
    }
}

TEST_P(NeoConsumeIn, AWakeUpWithoutNewsChangesNothing)
{
    const auto sent = run_->sent();
    const auto unsent = run_->conn.unsent();
    EXPECT_EQ(run_->wake(), Outcome::waiting);
    EXPECT_EQ(run_->sent(), sent);
    EXPECT_EQ(run_->conn.unsent(), unsent);
    run_->destroy();
}

TEST_P(NeoConsumeIn, StopAndRemovalAtOnceEndItOnce)
{
    run_->channels().remove_all();
    EXPECT_EQ(run_->deliver(stop), Outcome::finished);
    expect_end(stopped);
}

} // namespace
} // namespace dmq::requests::neo_consume_states_test
