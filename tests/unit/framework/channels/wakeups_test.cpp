// SPDX-License-Identifier: BSL-1.0
// Who is woken when, and what share each consumer takes.
#include "fixtures/channels_fixture.hpp"

#include <gmock/gmock.h>

namespace dmq {
namespace {

using support::TestConsumer;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class WakeupsTest : public support::ChannelsTest {
protected:
    std::shared_ptr<IChannel> ch_ = channel();
    TestConsumer a_ = consumer(*ch_);
    TestConsumer b_ = consumer(*ch_);
    TestConsumer c_ = consumer(*ch_);
};

TEST_F(WakeupsTest, NobodyIsWokenWithoutAsking)
{
    push(*ch_, "x");
    EXPECT_EQ(a_.wakes(), 0);
}

TEST_F(WakeupsTest, ArmRefusesWhenThereIsSomethingToTake)
{
    push(*ch_, "x");
    EXPECT_FALSE(a_->arm());
    push(*ch_, "y");
    EXPECT_EQ(a_.wakes(), 0);
}

TEST_F(WakeupsTest, EachPushWakesTheOneThatHasWaitedLongest)
{
    ASSERT_TRUE(b_->arm());
    ASSERT_TRUE(a_->arm());
    push(*ch_, "1");
    EXPECT_EQ(b_.wakes(), 1);
    EXPECT_EQ(a_.wakes(), 0);
    push(*ch_, "2");
    EXPECT_EQ(b_.wakes(), 1);
    EXPECT_EQ(a_.wakes(), 1);
    push(*ch_, "3");
    EXPECT_EQ(b_.wakes() + a_.wakes(), 2);
}

TEST_F(WakeupsTest, AConsumerThatCannotTakeLetsAnotherBeWoken)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(b_->arm());
    a_->decline();
    EXPECT_EQ(b_.wakes(), 0) << "it was not chosen yet";
    push(*ch_, "x");
    ASSERT_EQ(a_.wakes(), 1);
    a_->decline();
    EXPECT_EQ(b_.wakes(), 1);
    a_->decline();
    EXPECT_THAT(take(b_), ElementsAre("x"));
    EXPECT_TRUE(a_->arm());
}

TEST_F(WakeupsTest, MoreIsTakenOnlyWhileNobodyElseIsIdle)
{
    push_run(*ch_, {"1", "2", "3"});
    Lease first = a_->take(9);
    Lease more = a_->take_more(9);
    EXPECT_THAT(support::records_of(more), ElementsAre("2"));
    ASSERT_FALSE(b_->arm()) << "there is something to take";
    first.done();
    more.done();
    EXPECT_THAT(take(a_), ElementsAre("3"));
    ASSERT_TRUE(b_->arm());
    push_run(*ch_, {"4", "5", "6", "7"});
    EXPECT_TRUE(a_->take_more(all).empty()) << "b was woken";
    EXPECT_THAT(take(b_), ElementsAre("4", "5", "6", "7"));
}

TEST_F(WakeupsTest, ARunWakesOneAndThatOneWakesTheNext)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(b_->arm());
    ASSERT_TRUE(c_->arm());
    push_run(*ch_, {"1", "2", "3"});
    EXPECT_EQ(a_.wakes(), 1);
    EXPECT_EQ(b_.wakes(), 0);
    EXPECT_THAT(take(a_), ElementsAre("1"));
    EXPECT_EQ(b_.wakes(), 1);
    EXPECT_EQ(c_.wakes(), 0);
    EXPECT_THAT(take(b_), ElementsAre("2"));
    EXPECT_EQ(c_.wakes(), 1);
    EXPECT_THAT(take(c_), ElementsAre("3"));
}

TEST_F(WakeupsTest, NoChainWhenNothingIsLeft)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(b_->arm());
    push(*ch_, "1");
    EXPECT_THAT(take(a_), ElementsAre("1"));
    EXPECT_EQ(b_.wakes(), 0);
}

TEST_F(WakeupsTest, WaitingConsumersLeaveAShareForEachOther)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(b_->arm());
    push_run(*ch_, {"1", "2", "3", "4", "5", "6", "7", "8"});
    EXPECT_THAT(take(a_), SizeIs(4));
    EXPECT_THAT(take(b_), SizeIs(4));
}

TEST_F(WakeupsTest, ALoneConsumerTakesAsMuchAsItMay)
{
    push_run(*ch_, {"1", "2", "3", "4"});
    EXPECT_THAT(take(a_, 18), ElementsAre("1", "2"));
    EXPECT_THAT(take(a_, 0), ElementsAre("3"));
    EXPECT_THAT(take(a_), ElementsAre("4"));
}

TEST_F(WakeupsTest, AWokenConsumerThatEndsPassesTheWakeUpOn)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(b_->arm());
    push(*ch_, "x");
    ASSERT_EQ(a_.wakes(), 1);
    a_->disarm();
    a_.subscription.reset();
    EXPECT_EQ(b_.wakes(), 1);
    EXPECT_THAT(take(b_), ElementsAre("x"));
}

TEST_F(WakeupsTest, AWokenConsumerThatAsksAgainAndEndsPassesTheWakeUpOn)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(b_->arm());
    push(*ch_, "x");
    EXPECT_FALSE(a_->arm());
    a_.subscription.reset();
    EXPECT_EQ(b_.wakes(), 1);
}

TEST_F(WakeupsTest, AWokenConsumerThatEndsWakesNobodyWhenNothingIsLeft)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(b_->arm());
    push(*ch_, "x");
    EXPECT_THAT(take(c_), ElementsAre("x"));
    a_.subscription.reset();
    EXPECT_EQ(b_.wakes(), 0);
}

TEST_F(WakeupsTest, AWaitingConsumerThatEndsIsForgotten)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(b_->arm());
    a_.subscription.reset();
    push(*ch_, "x");
    EXPECT_EQ(a_.wakes(), 0);
    EXPECT_EQ(b_.wakes(), 1);
}

TEST_F(WakeupsTest, DisarmWithdraws)
{
    ASSERT_TRUE(a_->arm());
    a_->disarm();
    a_->disarm();
    push(*ch_, "x");
    EXPECT_EQ(a_.wakes(), 0);
    EXPECT_FALSE(a_->arm());
}

TEST_F(WakeupsTest, ArmingTwiceAsksOnce)
{
    ASSERT_TRUE(a_->arm());
    ASSERT_TRUE(a_->arm());
    push(*ch_, "x");
    push(*ch_, "y");
    EXPECT_EQ(a_.wakes(), 1);
}

TEST_F(WakeupsTest, TakingWithdrawsToo)
{
    ASSERT_TRUE(a_->arm());
    EXPECT_THAT(take(a_), IsEmpty());
    push(*ch_, "x");
    EXPECT_EQ(a_.wakes(), 0);
}

TEST_F(WakeupsTest, RecordsPutBackWakeAWaitingConsumer)
{
    push_run(*ch_, {"1", "2"});
    Lease lease = a_->take(all);
    ASSERT_EQ(lease.records(), 2U);
    ASSERT_TRUE(b_->arm());
    lease.done_through(9);
    lease = Lease();
    EXPECT_EQ(b_.wakes(), 1);
    EXPECT_THAT(take(b_), ElementsAre("2"));
}

TEST_F(WakeupsTest, ALeaseThatIsDoneWakesNobody)
{
    push(*ch_, "1");
    Lease lease = a_->take(all);
    ASSERT_TRUE(b_->arm());
    lease.done();
    EXPECT_EQ(b_.wakes(), 0);
}

TEST_F(WakeupsTest, RecordsPutBackComeBeforeNewerOnes)
{
    push_run(*ch_, {"1", "2"});
    {
        const Lease lease = a_->take(all);
        push(*ch_, "3");
    }
    EXPECT_THAT(take(a_), ElementsAre("1", "2", "3"));
}

TEST_F(WakeupsTest, WakersOfOneSubscriberOnlyHearOfItsQueue)
{
    const auto other = consumer(*ch_, "other");
    take(other);
    ASSERT_TRUE(other->arm());
    push_run(*ch_, {"1", "2"});
    EXPECT_EQ(other.wakes(), 1);
    ASSERT_THAT(take(other), SizeIs(2));
    ASSERT_TRUE(other->arm());
    {
        const Lease put_back = a_->take(all);
    }
    EXPECT_EQ(other.wakes(), 1);
}

/// Calls back into the channel, as nothing may be locked then.
class CuriousWaker final : public IWaker {
public:
    CuriousWaker(Channels& channels, IChannel& channel) : channels_(channels), channel_(channel) { }
    void wake() noexcept override
    {
        ++wakes;
        channels_.find("ch");
        channels_.get_or_create("another");
        channel_.usage();
    }
    int wakes = 0;

private:
    Channels& channels_;
    IChannel& channel_;
};

TEST_F(WakeupsTest, NothingIsLockedWhileWaking)
{
    const auto waker = std::make_shared<CuriousWaker>(channels_, *ch_);
    const auto subscription = ch_->subscribe("", waker);
    const auto rearm = [&] {
        subscription->take(all).done();
        ASSERT_TRUE(subscription->arm());
    };
    rearm();
    push(*ch_, "x");
    EXPECT_EQ(waker->wakes, 1);
    rearm();
    push_run(*ch_, {"x"});
    EXPECT_EQ(waker->wakes, 2);
    Lease lease = a_->take(all);
    rearm();
    lease = Lease();
    EXPECT_EQ(waker->wakes, 3);
    rearm();
    channels_.remove("ch");
    EXPECT_EQ(waker->wakes, 4);
}

} // namespace
} // namespace dmq
