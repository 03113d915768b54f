// SPDX-License-Identifier: BSL-1.0
// Removed channels and their successors, the end of the node, and what a start brings back.
#include "fixtures/channels_fixture.hpp"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <thread>

namespace dmq {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RemovalTest : public support::ChannelsTest { };

TEST_F(RemovalTest, UnknownNamesAreNoMatter) { channels_.remove("nothing"); }

TEST_F(RemovalTest, DropsRecordsAndTellsAllConsumers)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "s");
    const auto b = consumer(*ch, "s");
    const auto c = consumer(*ch, "t");
    for (const auto* each : {&a, &b, &c}) {
        EXPECT_FALSE((*each)->removed());
        ASSERT_TRUE((*each)->arm());
    }
    channels_.remove("ch");
    for (const auto* each : {&a, &b, &c}) {
        EXPECT_EQ(each->wakes(), 1);
        EXPECT_TRUE((*each)->removed());
        EXPECT_FALSE((*each)->arm());
        EXPECT_THAT(take(*each), IsEmpty());
    }
    EXPECT_EQ(ch->usage().records(), 0U);
    EXPECT_EQ(channels_.find("ch"), nullptr);
}

TEST_F(RemovalTest, ARemovedChannelIsNotFoundAgainByAnyThread)
{
    const auto old = channel();
    EXPECT_EQ(channels_.find("ch"), old);
    std::thread([&] {
        EXPECT_EQ(channels_.find("ch"), old);
        channels_.remove("ch");
        EXPECT_EQ(channels_.find("ch"), nullptr);
    }).join();
    EXPECT_EQ(channels_.find("ch"), nullptr);
    const auto successor = channel();
    EXPECT_NE(successor, old);
    EXPECT_EQ(channels_.find("ch"), successor);
}

TEST_F(RemovalTest, ChannelsOfAnotherNodeAreNotFound)
{
    const auto here = channel();
    support::FakeStorage storage;
    Channels others(storage, [](std::string_view) { return 1 << 20; });
    EXPECT_EQ(others.find("ch"), nullptr);
    const auto there = others.get_or_create("ch");
    EXPECT_NE(there, here);
    EXPECT_EQ(channels_.find("ch"), here);
    EXPECT_EQ(others.find("ch"), there);
}

TEST_F(RemovalTest, PushesGoToTheChannelThatHasTheNameNow)
{
    const auto old = channel();
    const auto consumer_of_old = consumer(*old);
    channels_.remove("ch");
    EXPECT_EQ(push(*old, "a"), PushStatus::stored);
    EXPECT_EQ(push_run(*old, {"b", "c"}).stored, 2U);
    const auto successor = channels_.find("ch");
    ASSERT_NE(successor, nullptr);
    EXPECT_NE(successor, old);
    EXPECT_EQ(successor->usage().records(), 3U);
    EXPECT_EQ(old->usage().records(), 0U);
    EXPECT_THAT(take(consumer_of_old), IsEmpty());
}

TEST_F(RemovalTest, SubscribersGoToTheSuccessorToo)
{
    const auto old = channel();
    channels_.remove("ch");
    const auto late = consumer(*old, "s");
    ASSERT_NE(late.subscription, nullptr);
    EXPECT_FALSE(late->removed());
    push(*channel(), "x");
    EXPECT_THAT(take(late), ElementsAre("x"));
}

TEST_F(RemovalTest, NothingCanBePoppedFromARemovedChannel)
{
    const auto old = channel();
    push(*old, "a");
    channels_.remove("ch");
    EXPECT_FALSE(old->pop());
}

TEST_F(RemovalTest, LeasesOutliveTheirChannel)
{
    const auto ch = channel();
    push_run(*ch, {"a", "b"});
    auto c = consumer(*ch);
    Lease done = c->take(9);
    Lease put_back = c->take(9);
    channels_.remove("ch");
    c.subscription.reset();
    EXPECT_THAT(support::records_of(done), ElementsAre("a"));
    EXPECT_THAT(support::records_of(put_back), ElementsAre("b"));
    done.done();
    put_back = Lease();
    EXPECT_EQ(ch->usage().records(), 0U);
    EXPECT_EQ(channels_.counters().popped_records, 0U);
}

TEST_F(RemovalTest, AQueueLivesUntilItsLastLeaseHasEnded)
{
    push_run(*channel(), {"a", "b", "c", "d"});
    auto first = channel()->pop();
    auto second = channel()->pop();
    auto third = channel()->pop();
    channels_.remove("ch");
    {
        DoneLeases done;
        done.add(*first);
        done.add(*second);
    }
    EXPECT_EQ(storage_.alive(), 1);
    EXPECT_THAT(support::records_of(*third), ElementsAre("c"));
    third.reset();
    EXPECT_EQ(storage_.alive(), 0);
}

TEST_F(RemovalTest, AQueueEndsWithItsChannelWhenAllLeasesHaveEnded)
{
    push(*channel(), "a");
    channel()->pop()->done();
    channel()->pop();
    EXPECT_EQ(storage_.alive(), 1);
    channels_.remove("ch");
    EXPECT_EQ(storage_.alive(), 0);
}

TEST_F(RemovalTest, CountersKeepWhatRemovedChannelsDid)
{
    const auto ch = channel();
    push(*ch, "abc");
    auto lease = ch->pop();
    lease->done();
    channels_.remove("ch");
    push(*channel(), "d");
    const auto counters = channels_.counters();
    EXPECT_EQ(counters.pushed_records, 2U);
    EXPECT_EQ(counters.pushed_bytes, 4U);
    EXPECT_EQ(counters.popped_records, 1U);
}

TEST_F(RemovalTest, NothingIsStoredOrCreatedAfterClose)
{
    const auto open = channel();
    const auto removed = channel("removed");
    channels_.remove("removed");
    channels_.close();
    EXPECT_EQ(push(*open, "a"), PushStatus::failed);
    EXPECT_EQ(push(*removed, "a"), PushStatus::failed);
    const RunResult run = push_run(*open, {"a", "b"});
    EXPECT_EQ(run.stored, 0U);
    EXPECT_EQ(run.refused, 2U);
    EXPECT_EQ(push_run(*removed, {"a"}).refused, 1U);
    EXPECT_EQ(channel("new"), nullptr);
    EXPECT_EQ(consumer(*open).subscription, nullptr);
    EXPECT_EQ(channels_.find("ch"), open);
}

TEST_F(RemovalTest, ASuccessorThatCannotBeMadeFailsThePush)
{
    const auto old = channel();
    channels_.remove("ch");
    storage_.broken.insert("ch");
    EXPECT_EQ(push(*old, "a"), PushStatus::failed);
    EXPECT_EQ(push_run(*old, {"a", "b", "c"}).refused, 3U);
    EXPECT_EQ(consumer(*old).subscription, nullptr);
}

class RestoreTest : public support::ChannelsTest {
protected:
    std::string failure()
    {
        try {
            channels_.restore();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "no failure";
    }
};

TEST_F(RestoreTest, BringsBackPlainAndSubscribedChannels)
{
    storage_.saved = {{"plain", {"a", "b"}}, {"@ch", {"c"}}, {"s@ch", {"d"}}};
    channels_.restore();
    EXPECT_EQ(channels_.find("plain")->usage().records(), 2U);
    EXPECT_TRUE(channels_.find("plain")->pop());
    const auto ch = channels_.find("ch");
    EXPECT_THAT(storage_names(*ch), ElementsAre("@ch", "s@ch"));
    EXPECT_FALSE(ch->pop());
    EXPECT_THAT(take(consumer(*ch)), ElementsAre("c"));
    EXPECT_THAT(take(consumer(*ch, "s")), ElementsAre("d"));
    EXPECT_EQ(channels_.counters().pushed_records, 0U);
}

TEST_F(RestoreTest, RefusesAChannelBothWithAndWithoutSubscribers)
{
    storage_.saved = {{"ch", {"a"}}, {"s@ch", {"b"}}};
    EXPECT_EQ(failure(),
              "the data directory holds channel 'ch' both with and without subscribers "
              "('s@ch' is one of them)");
}

TEST_F(RestoreTest, RefusesItInAnyOrder)
{
    storage_.saved = {{"@ch", {"a"}}, {"ch", {"b"}}};
    EXPECT_EQ(failure(),
              "the data directory holds channel 'ch' both with and without subscribers "
              "('ch' is one of them)");
}

TEST_F(RestoreTest, PassesOnWhatTheStorageSays)
{
    storage_.saved = {{"ch", {"a"}}};
    storage_.broken.insert("ch");
    EXPECT_EQ(failure(), "the test says no");
}

} // namespace
} // namespace dmq
