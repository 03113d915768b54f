// SPDX-License-Identifier: BSL-1.0
// Queues of channels: creation, subscribers, fan-out, pop, counters, refusals.
#include "fixtures/channels_fixture.hpp"
#include "fixtures/log_file.hpp"

#include <gmock/gmock.h>

namespace dmq {
namespace {

using support::records_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class QueuesTest : public support::ChannelsTest { };

TEST_F(QueuesTest, FindsOnlyWhatWasCreated)
{
    EXPECT_EQ(channels_.find("ch"), nullptr);
    const auto made = channel();
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->name(), "ch");
    EXPECT_EQ(channels_.find("ch"), made);
    EXPECT_EQ(channel(), made);
    EXPECT_THAT(storage_.opened(), ElementsAre("ch"));
}

TEST_F(QueuesTest, RefusesInvalidNamesWithoutTouchingTheStorage)
{
    EXPECT_EQ(channel(""), nullptr);
    EXPECT_EQ(channel("a/b"), nullptr);
    EXPECT_EQ(channel("a@b"), nullptr);
    EXPECT_EQ(channel(std::string(181, 'x')), nullptr);
    EXPECT_NE(channel(std::string(180, 'x')), nullptr);
    EXPECT_THAT(storage_.opened(), ElementsAre(std::string(180, 'x')));
}

TEST_F(QueuesTest, RefusesInvalidSubscriberNames)
{
    const auto ch = channel();
    EXPECT_EQ(consumer(*ch, "a@b").subscription, nullptr);
    EXPECT_EQ(consumer(*ch, std::string(61, 'x')).subscription, nullptr);
    EXPECT_NE(consumer(*ch, std::string(60, 'x')).subscription, nullptr);
}

TEST_F(QueuesTest, StorageThatCannotOpenGivesNoChannel)
{
    storage_.broken.insert("ch");
    EXPECT_EQ(channel(), nullptr);
    EXPECT_EQ(channels_.find("ch"), nullptr);
    storage_.broken.clear();
    EXPECT_NE(channel(), nullptr);
}

TEST_F(QueuesTest, AStorageThatBreaksTheRulesGivesNoChannelAndNoSubscription)
{
    const support::LogFile log;
    storage_.opened_as_nothing = {"nothing", "second@ch"};
    storage_.number_is_thrown = {"number", "third@ch"};
    EXPECT_EQ(channel("nothing"), nullptr);
    EXPECT_EQ(channel("number"), nullptr);
    EXPECT_THAT(
        log.text(),
        testing::AllOf(HasSubstr("cannot create channel nothing: the storage plugin has opened "
                                 "nothing\n"),
                       HasSubstr("cannot create channel number: the storage plugin threw "
                                 "something that is not a std::exception\n")));
    const auto ch = channel();
    const auto first = consumer(*ch, "first");
    EXPECT_EQ(consumer(*ch, "second").subscription, nullptr);
    EXPECT_EQ(consumer(*ch, "third").subscription, nullptr);
    EXPECT_EQ(push(*ch, "a"), PushStatus::stored);
}

TEST_F(QueuesTest, StorageThatCannotOpenGivesNoSubscription)
{
    storage_.broken.insert("second@ch");
    const auto ch = channel();
    const auto first = consumer(*ch, "first");
    EXPECT_EQ(consumer(*ch, "second").subscription, nullptr);
    EXPECT_THAT(storage_names(*ch), ElementsAre("first@ch"));
    EXPECT_EQ(push(*ch, "a"), PushStatus::stored);
}

TEST_F(QueuesTest, PopsInOrder)
{
    const auto ch = channel();
    push(*ch, "a");
    push(*ch, "b");
    for (const char* expected : {"a", "b"}) {
        auto lease = ch->pop();
        ASSERT_TRUE(lease);
        EXPECT_THAT(records_of(*lease), ElementsAre(expected));
        lease->done();
    }
    const auto nothing = ch->pop();
    ASSERT_TRUE(nothing);
    EXPECT_TRUE(nothing->empty());
}

TEST_F(QueuesTest, FirstSubscriberTakesOverTheRecords)
{
    const auto ch = channel();
    push(*ch, "old");
    const auto first = consumer(*ch, "one");
    EXPECT_THAT(storage_names(*ch), ElementsAre("one@ch"));
    EXPECT_THAT(storage_.opened(), ElementsAre("ch"));
    EXPECT_THAT(take(first), ElementsAre("old"));
}

TEST_F(QueuesTest, FurtherSubscribersGetWhatComesFromNowOn)
{
    const auto ch = channel();
    push(*ch, "old");
    const auto first = consumer(*ch);
    const auto second = consumer(*ch, "two");
    EXPECT_THAT(storage_names(*ch), ElementsAre("@ch", "two@ch"));
    push(*ch, "new");
    EXPECT_THAT(take(first), ElementsAre("old", "new"));
    EXPECT_THAT(take(second), ElementsAre("new"));
}

TEST_F(QueuesTest, ConsumersOfOneSubscriberShareItsQueue)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "s");
    const auto b = consumer(*ch, "s");
    push(*ch, "x");
    EXPECT_THAT(take(a), ElementsAre("x"));
    EXPECT_THAT(take(b), IsEmpty());
    EXPECT_THAT(storage_names(*ch), ElementsAre("s@ch"));
}

TEST_F(QueuesTest, CountsConsumersOfEachQueue)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "s");
    auto b = std::make_unique<support::TestConsumer>(consumer(*ch, "s"));
    const auto c = consumer(*ch, "t");
    const auto consumers = [&] {
        std::vector<std::size_t> counts;
        ch->for_each_queue([&](std::string_view, const QueueUsage&, std::size_t count) {
            counts.push_back(count);
        });
        return counts;
    };
    EXPECT_THAT(consumers(), ElementsAre(2, 1));
    b.reset();
    EXPECT_THAT(consumers(), ElementsAre(1, 1));
}

TEST_F(QueuesTest, PopIsRefusedOnceThereWasASubscriber)
{
    const auto ch = channel();
    push(*ch, "a");
    {
        const auto gone = consumer(*ch);
        EXPECT_FALSE(ch->pop());
    }
    EXPECT_FALSE(ch->pop());
}

TEST_F(QueuesTest, RunsGoToEverySubscriber)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "a");
    const auto b = consumer(*ch, "b");
    const RunResult result = push_run(*ch, {"x", "yy"});
    EXPECT_EQ(result.stored, 4U);
    EXPECT_EQ(result.refused, 0U);
    EXPECT_EQ(result.stored_bytes, 6U);
    EXPECT_THAT(take(a), ElementsAre("x", "yy"));
    EXPECT_THAT(take(b), ElementsAre("x", "yy"));
}

TEST_F(QueuesTest, OneFullQueueDoesNotKeepRecordsFromTheOthers)
{
    capacity_ = 20; // two records of one byte
    const auto ch = channel();
    const auto a = consumer(*ch, "a");
    const auto b = consumer(*ch, "b");
    EXPECT_EQ(push(*ch, "1"), PushStatus::stored);
    EXPECT_EQ(push(*ch, "2"), PushStatus::stored);
    EXPECT_THAT(take(b), ElementsAre("1", "2"));
    EXPECT_EQ(push(*ch, "3"), PushStatus::full);
    EXPECT_THAT(take(a), ElementsAre("1", "2"));
    EXPECT_THAT(take(b), ElementsAre("3"));
}

TEST_F(QueuesTest, CountsWhatWasPushedPoppedAndRefused)
{
    capacity_ = 30;
    const auto ch = channel();
    const auto a = consumer(*ch, "a");
    const auto b = consumer(*ch, "b");
    push(*ch, "12");
    const RunResult result = push_run(*ch, {"345", "6", "7", "8"});
    EXPECT_EQ(result.stored, 4U);
    EXPECT_EQ(result.refused, 4U);
    take(a);
    const auto counters = channels_.counters();
    EXPECT_EQ(counters.pushed_records, 6U);
    EXPECT_EQ(counters.pushed_bytes, 12U);
    EXPECT_EQ(counters.refused_records, 4U);
    EXPECT_EQ(counters.popped_records, 3U);
    EXPECT_EQ(counters.popped_bytes, 6U);
}

TEST_F(QueuesTest, RecordsPutBackAreNotCountedAsPopped)
{
    const auto ch = channel();
    push_run(*ch, {"a", "bb", "ccc"});
    const auto c = consumer(*ch);
    {
        Lease lease = c->take(all);
        lease.done_through(9 + 10);
    }
    EXPECT_EQ(channels_.counters().popped_records, 2U);
    EXPECT_EQ(channels_.counters().popped_bytes, 3U);
    EXPECT_THAT(take(c), ElementsAre("ccc"));
}

TEST_F(QueuesTest, UsageIsTheSumOverAllQueues)
{
    const auto ch = channel();
    const auto a = consumer(*ch, "a");
    const auto b = consumer(*ch, "b");
    push(*ch, "abc");
    const Lease lent = a->take(all);
    EXPECT_EQ(ch->usage().records(), 2U);
    EXPECT_EQ(ch->usage().bytes(), 22U);
    EXPECT_EQ(ch->usage().capacity, 2 * capacity_);
}

TEST_F(QueuesTest, EachChannelHasItsOwnCapacity)
{
    Channels sized(storage_, [](std::string_view name) { return name.size() * 10; });
    EXPECT_EQ(sized.get_or_create("a")->usage().capacity, 10U);
    const auto ch = sized.get_or_create("abc");
    const auto first = consumer(*ch, "subscriber");
    const auto second = consumer(*ch, "another");
    EXPECT_EQ(ch->usage().capacity, 60U);
}

TEST_F(QueuesTest, VisitsASnapshotOfTheChannels)
{
    channel("b");
    channel("a");
    std::vector<std::string> names;
    channels_.for_each([&](IChannel& visited) {
        names.emplace_back(visited.name());
        channels_.remove(visited.name());
        channel("c");
    });
    EXPECT_THAT(names, ElementsAre("a", "b"));
    EXPECT_EQ(channels_.find("a"), nullptr);
    EXPECT_NE(channels_.find("c"), nullptr);
}

} // namespace
} // namespace dmq
