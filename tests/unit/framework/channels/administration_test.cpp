// SPDX-License-Identifier: BSL-1.0
// What administrators do with queues: look into them, clear them, remove subscribers.
#include "fixtures/channels_fixture.hpp"

#include <gmock/gmock.h>

#include <optional>

namespace dmq {
namespace {

using support::payloads;
using testing::ElementsAre;
using testing::IsEmpty;

class AdministrationTest : public support::ChannelsTest {
protected:
    static constexpr PeekLimits everything{1000, all};

    static std::vector<std::string> peek(IChannel& channel, std::string_view subscriber = "",
                                         PeekLimits limits = everything)
    {
        const auto copies = channel.peek(subscriber, limits);
        if (!copies)
            return {"no such queue"};
        EXPECT_EQ(payloads(copies->bytes).size(), copies->records);
        return payloads(copies->bytes);
    }
};

TEST_F(AdministrationTest, PeekShowsTheOldestAndLeavesThemWhereTheyAre)
{
    const auto ch = channel();
    push_run(*ch, {"a", "b", "c"});
    EXPECT_THAT(peek(*ch, "", {2, all}), ElementsAre("a", "b"));
    EXPECT_THAT(peek(*ch), ElementsAre("a", "b", "c"));
    EXPECT_EQ(channels_.counters().popped_records, 0U);
    EXPECT_THAT(take(consumer(*ch)), ElementsAre("a", "b", "c"));
    EXPECT_THAT(peek(*ch), IsEmpty());
}

TEST_F(AdministrationTest, PeekIsBoundedByBytesButShowsOneRecord)
{
    const auto ch = channel();
    push_run(*ch, {"long record", "b", "c"});
    EXPECT_THAT(peek(*ch, "", {10, 0}), ElementsAre("long record"));
    EXPECT_THAT(peek(*ch, "", {10, 19 + 9}), ElementsAre("long record", "b"));
    EXPECT_THAT(peek(*ch, "", {10, 19 + 9 + 8}), ElementsAre("long record", "b"));
    EXPECT_THAT(peek(*ch, "", {0, all}), IsEmpty());
}

TEST_F(AdministrationTest, PeekKeepsTheOrderOfAStorageThatLendsPieceByPiece)
{
    storage_.most_lent = 1;
    const auto ch = channel();
    push_run(*ch, {"a", "b", "c", "d"});
    EXPECT_THAT(peek(*ch, "", {3, all}), ElementsAre("a", "b", "c"));
    EXPECT_THAT(peek(*ch, "", {10, 9 + 9 + 8}), ElementsAre("a", "b"));
    EXPECT_THAT(peek(*ch), ElementsAre("a", "b", "c", "d"));
}

TEST_F(AdministrationTest, PeekDoesNotShowWhatAConsumerHasTaken)
{
    const auto ch = channel();
    push_run(*ch, {"a", "b", "c"});
    const auto c = consumer(*ch);
    {
        const Lease taken = c->take(9);
        EXPECT_THAT(peek(*ch), ElementsAre("b", "c"));
    }
    EXPECT_THAT(peek(*ch), ElementsAre("a", "b", "c"));
}

TEST_F(AdministrationTest, EachSubscriberHasAQueueOfItsOwn)
{
    const auto ch = channel();
    push(*ch, "early");
    const auto a = consumer(*ch, "a");
    const auto unnamed = consumer(*ch);
    push(*ch, "x");
    EXPECT_THAT(peek(*ch, "a"), ElementsAre("early", "x"));
    EXPECT_THAT(peek(*ch, ""), ElementsAre("x"));
    EXPECT_THAT(peek(*ch, "b"), ElementsAre("no such queue"));

    EXPECT_EQ(ch->clear("a"), 2U);
    EXPECT_EQ(ch->clear("b"), std::nullopt);
    EXPECT_THAT(peek(*ch, "a"), IsEmpty());
    EXPECT_THAT(take(unnamed), ElementsAre("x"));
}

TEST_F(AdministrationTest, ClearForgetsTheRecordsOfAllQueues)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "a");
    const auto b = consumer(*ch, "b");
    push_run(*ch, {"1", "2"});
    EXPECT_EQ(ch->clear(std::nullopt), 4U);
    EXPECT_EQ(ch->usage().records(), 0U);
    push(*ch, "3");
    EXPECT_THAT(take(a), ElementsAre("3"));
    EXPECT_THAT(take(b), ElementsAre("3"));
    EXPECT_FALSE(a->removed());
}

TEST_F(AdministrationTest, WhatWasTakenBeforeAClearDoesNotComeBack)
{
    const auto ch = channel();
    push_run(*ch, {"a", "b"});
    const auto c = consumer(*ch);
    {
        const Lease taken = c->take(9);
        EXPECT_EQ(ch->clear(std::nullopt), 2U);
        EXPECT_THAT(support::records_of(taken), ElementsAre("a"));
    }
    EXPECT_THAT(take(c), IsEmpty());
    EXPECT_EQ(ch->usage().records(), 0U);
}

TEST_F(AdministrationTest, RemovingASubscriberTellsItsConsumersOnly)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "a");
    const auto b = consumer(*ch, "b");
    ASSERT_TRUE(a->arm());
    ASSERT_TRUE(b->arm());
    EXPECT_EQ(ch->remove_subscriber("a"), SubscriberRemoval::removed);
    EXPECT_EQ(a.wakes(), 1);
    EXPECT_TRUE(a->removed());
    EXPECT_FALSE(a->arm());
    EXPECT_EQ(b.wakes(), 0);
    EXPECT_FALSE(b->removed());

    push(*ch, "x");
    EXPECT_THAT(take(a), IsEmpty());
    EXPECT_THAT(take(b), ElementsAre("x"));
    EXPECT_THAT(storage_names(*ch), ElementsAre("b@ch"));
    EXPECT_EQ(ch->remove_subscriber("a"), SubscriberRemoval::unknown);
}

TEST_F(AdministrationTest, TheLastSubscriberLeavesAnEmptyChannelWithoutSubscribers)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "a");
    push(*ch, "x");
    EXPECT_EQ(ch->remove_subscriber("a"), SubscriberRemoval::removed);
    EXPECT_TRUE(a->removed());
    EXPECT_THAT(storage_names(*ch), ElementsAre("ch"));
    push(*ch, "y");
    auto popped = ch->pop();
    ASSERT_TRUE(popped);
    EXPECT_THAT(support::records_of(*popped), ElementsAre("y"));
    popped->done();
    EXPECT_EQ(channels_.counters().pushed_records, 2U) << "counts of what was removed remain";
}

TEST_F(AdministrationTest, ALeaseOutlivesItsSubscriber)
{
    const auto ch = channel();
    auto a = consumer(*ch, "a");
    push_run(*ch, {"x", "y"});
    Lease done = a->take(9);
    const Lease put_back = a->take(9);
    EXPECT_EQ(ch->remove_subscriber("a"), SubscriberRemoval::removed);
    a.subscription.reset();
    EXPECT_THAT(support::records_of(done), ElementsAre("x"));
    EXPECT_THAT(support::records_of(put_back), ElementsAre("y"));
    done.done();
    EXPECT_EQ(ch->usage().records(), 0U);
}

TEST_F(AdministrationTest, ASubscriberOfTheSameNameBeginsAnew)
{
    const auto ch = channel();
    const auto old = consumer(*ch, "a");
    push(*ch, "x");
    ch->remove_subscriber("a");
    const auto now = consumer(*ch, "a");
    push(*ch, "y");
    EXPECT_TRUE(old->removed());
    EXPECT_THAT(take(now), ElementsAre("y"));
}

TEST_F(AdministrationTest, AChannelWithoutSubscribersHasNoneToRemove)
{
    const auto ch = channel();
    push(*ch, "x");
    EXPECT_EQ(ch->remove_subscriber(""), SubscriberRemoval::unknown);
    EXPECT_EQ(ch->usage().records(), 1U);
}

TEST_F(AdministrationTest, NothingChangesWhenTheStorageHasNoQueueForWhatComesNext)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "a");
    push(*ch, "x");
    storage_.broken.emplace("ch");
    EXPECT_EQ(ch->remove_subscriber("a"), SubscriberRemoval::failed);
    EXPECT_FALSE(a->removed());
    EXPECT_THAT(take(a), ElementsAre("x"));
}

TEST_F(AdministrationTest, ARemovedChannelHasNoQueues)
{
    const auto ch = channel();
    const auto a = consumer(*ch);
    channels_.remove("ch");
    EXPECT_EQ(ch->peek("", everything), std::nullopt);
    EXPECT_EQ(ch->clear(std::nullopt), std::nullopt);
    EXPECT_EQ(ch->clear(""), std::nullopt);
    EXPECT_EQ(ch->remove_subscriber(""), SubscriberRemoval::unknown);
}

} // namespace
} // namespace dmq
