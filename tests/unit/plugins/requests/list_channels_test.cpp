// SPDX-License-Identifier: BSL-1.0
// ListChannels, code 128 of docs/wire-neo.md.
#include "requests/list_channels/list_channels.hpp"
#include "support/neo_request_run.hpp"

#include <dmq/protocol/neo_admin.hpp>

#include <optional>
#include <string>
#include <vector>

namespace dmq::requests::list_channels_test {
namespace {

using namespace support;
using neo::ListEvent;
using neo::QueueInfo;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// The queues of all messages, which the end must follow. Views into what was sent.
std::vector<QueueInfo> listed(const NeoRequestRun& run)
{
    std::vector<QueueInfo> queues;
    EXPECT_FALSE(run.sent().empty());
    for (const std::string& payload : run.sent()) {
        const auto message = neo::parse_list_message(bytes_of(payload));
        EXPECT_TRUE(message);
        EXPECT_EQ(message->event == ListEvent::end, &payload == &run.sent().back());
        queues.insert(queues.end(), message->queues.begin(), message->queues.end());
    }
    return queues;
}

std::vector<std::string> names(const std::vector<QueueInfo>& queues)
{
    std::vector<std::string> all;
    for (const QueueInfo& queue : queues)
        all.push_back((queue.subscriber ? std::string(*queue.subscriber) + '@' : std::string())
                          .append(queue.channel));
    return all;
}

TEST(ListChannels, TellsAllAboutEachQueue)
{
    auto run = neo_run_of<ListChannels>(arr(""));
    run->channels().add("plain").holding("12345");
    run->channels().add("used").queue().subscribed = true;
    run->channels().add("used").queue().subscriptions = 3;
    EXPECT_EQ(run->run(), Outcome::finished);
    const auto queues = listed(*run);
    ASSERT_THAT(queues, SizeIs(2));
    EXPECT_EQ(queues[0].channel, "plain");
    EXPECT_EQ(queues[0].subscriber, std::nullopt);
    EXPECT_EQ(queues[0].usage.memory_records, 1U);
    EXPECT_EQ(queues[0].usage.memory_bytes, 13U);
    EXPECT_EQ(queues[0].usage.capacity, run->channels().add("plain").usage().capacity);
    EXPECT_EQ(queues[1].channel, "used");
    EXPECT_EQ(queues[1].subscriber, "");
    EXPECT_EQ(queues[1].consumers, 3U);
    run->channels().add("used").queue().subscriptions = 0;
}

TEST(ListChannels, NamesEachSubscriber)
{
    auto run = neo_run_of<ListChannels>(arr("ch"));
    ON_CALL(run->channels().add("ch"), for_each_queue).WillByDefault([](const QueueVisitor& visit) {
        visit("@ch", {}, 0);
        visit("sub@ch", {}, 1);
    });
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(names(listed(*run)), ElementsAre("@ch", "sub@ch"));
}

TEST(ListChannels, IsLimitedToTheNamedChannel)
{
    auto run = neo_run_of<ListChannels>(arr("b"));
    for (const char* name : {"a", "b", "c"})
        run->channels().add(name);
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(names(listed(*run)), ElementsAre("b"));
}

TEST(ListChannels, IsOnlyTheEndWhenThereIsNothing)
{
    for (const char* name : {"", "missing", "b!"}) {
        auto run = neo_run_of<ListChannels>(arr(name));
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_THAT(run->sent(), ElementsAre(msg(ListEvent::end)));
        EXPECT_THAT(run->channels().ever(), IsEmpty());
    }
}

TEST(ListChannels, GivesOthersTheirTurnBetweenMessages)
{
    auto run = neo_run_of<ListChannels>(arr(""));
    const std::size_t count = 2 * channels_per_message + 1;
    for (std::size_t i = 0; i < count; ++i)
        run->channels().add("channel" + std::to_string(i));
    EXPECT_CALL(run->context, yield).Times(2);
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->sent(), SizeIs(4));
    EXPECT_THAT(listed(*run), SizeIs(count));
}

TEST(ListChannels, WaitsWhileTheConnectionIsBusySending)
{
    auto run = neo_run_of<ListChannels>(arr(""));
    run->channels().add("ch");
    run->conn.set_room(false);
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_THAT(run->sent(), SizeIs(1));
    run->conn.set_room(true);
    EXPECT_EQ(run->wake(), Outcome::finished);
    EXPECT_THAT(listed(*run), SizeIs(1));
}

TEST(ListChannels, EndsWhenThePeerLeaves)
{
    auto run = neo_run_of<ListChannels>(arr(""));
    run->channels().add("ch");
    run->conn.set_room(false);
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_EQ(run->leave(), Outcome::peer_gone);
}

TEST(ListChannels, RefusesMalformedArguments)
{
    expect_malformed_is_refused<ListChannels>(arr(""));
}

} // namespace
} // namespace dmq::requests::list_channels_test
