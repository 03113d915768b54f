// SPDX-License-Identifier: BSL-1.0
// The requests for administration through a whole node.
#include "neo_consumer.hpp"
#include "test_node.hpp"

#include <dmq/protocol/neo_admin.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace dmq::test {
namespace {

using neo::AdminResult;
using neo::test::Message;
using neo::test::receive;
using neo::test::supported;
using support::msg;
using testing::ElementsAre;
using testing::IsEmpty;

class NeoAdmin : public testing::Test {
protected:
    /// The last answer to a request with one.
    template <class Arguments> std::string ask(const Arguments& arguments)
    {
        EXPECT_TRUE(client.send(
            neo::test::bytes_from([&](IByteWriter& out) { neo::write_start(out, 1, arguments); })));
        EXPECT_EQ(receive(client), Message(1, supported));
        return receive(client).second;
    }
    /// "subscriber@channel records consumers" for each queue.
    std::vector<std::string> list(std::string_view channel = "")
    {
        std::vector<std::string> all;
        std::string answer = ask(neo::ListArguments{channel});
        auto message = neo::parse_list_message(bytes_of(answer));
        while (message && message->event == neo::ListEvent::queues) {
            for (const neo::QueueInfo& queue : message->queues)
                all.push_back((queue.subscriber ? std::string(*queue.subscriber) + '@' : "")
                                  .append(queue.channel)
                                  .append(" " + std::to_string(queue.usage.records()))
                                  .append(" " + std::to_string(queue.consumers)));
            answer = receive(client).second;
            message = neo::parse_list_message(bytes_of(answer));
        }
        EXPECT_TRUE(message);
        return all;
    }
    std::vector<std::string> peek(std::string_view channel, std::string_view subscriber)
    {
        const std::string answer = ask(neo::PeekArguments{channel, subscriber, 10, 1000});
        const auto reply = neo::parse_peek_reply(bytes_of(answer));
        std::vector<std::string> records;
        EXPECT_EQ(reply->result, AdminResult::done);
        for (const Bytes record : Records(reply->records.bytes))
            records.emplace_back(text_of(record));
        return records;
    }
    void push(std::string_view channel, std::string_view record)
    {
        ASSERT_TRUE(client.send(push_message(2, channel, record)));
        ASSERT_EQ(receive(client), Message(2, supported));
        ASSERT_EQ(receive(client), Message(2, msg(neo::PushResult::pushed)));
    }

    TestNode node{1};
    support::Client client = neo::test::log_in(node.node().neo_port());
};

TEST_F(NeoAdmin, ShowsWhatThereIs)
{
    EXPECT_THAT(list(), IsEmpty());
    push("a", "1");
    push("b", "1");
    push("b", "2");
    const NeoConsumer first(node.node().neo_port(), "b", "s");
    const NeoConsumer second(node.node().neo_port(), "b", "");
    EXPECT_THAT(list(), ElementsAre("a 1 0", "s@b 2 1", "@b 0 1"));
    EXPECT_THAT(list("a"), ElementsAre("a 1 0"));
    EXPECT_THAT(peek("a", ""), ElementsAre("1"));
    EXPECT_EQ(ask(neo::PeekArguments{"a", "s", 1, 1}), msg(AdminResult::not_found));
}

TEST_F(NeoAdmin, ListsManyChannels)
{
    for (int i = 0; i < 1000; ++i)
        node.node().channels().get_or_create("channel" + std::to_string(i));
    EXPECT_EQ(list().size(), 1000U);
}

TEST_F(NeoAdmin, ClearsAQueue)
{
    push("a", "1");
    push("a", "2");
    EXPECT_EQ(ask(neo::ClearArguments{"a", std::nullopt}),
              msg(AdminResult::done) + support::u64(2));
    EXPECT_THAT(list(), ElementsAre("a 0 0"));
}

TEST_F(NeoAdmin, RemovesASubscriberWhoseConsumersAreTold)
{
    NeoConsumer gone(node.node().neo_port(), "a", "s");
    NeoConsumer stays(node.node().neo_port(), "a", "t");
    EXPECT_EQ(ask(neo::RemoveSubscriberArguments{"a", "s"}), msg(AdminResult::done));
    EXPECT_THAT(gone.next(), IsEmpty());
    EXPECT_EQ(gone.event(), neo::ConsumeEvent::channel_removed);
    push("a", "1");
    EXPECT_THAT(stays.next(), ElementsAre("1"));
    stays.proceed();
    EXPECT_EQ(ask(neo::RemoveSubscriberArguments{"a", "t"}), msg(AdminResult::done));
    EXPECT_THAT(list(), ElementsAre("a 0 0"));
}

TEST_F(NeoAdmin, RemovesAChannel)
{
    push("a", "1");
    NeoConsumer consumer(node.node().neo_port(), "a", "s");
    EXPECT_THAT(consumer.next(), ElementsAre("1"));
    EXPECT_EQ(ask(neo::RemoveChannelArguments{"a"}), msg(AdminResult::done));
    EXPECT_THAT(consumer.next(), IsEmpty());
    EXPECT_EQ(consumer.event(), neo::ConsumeEvent::channel_removed);
    EXPECT_THAT(list(), IsEmpty());
    EXPECT_EQ(ask(neo::RemoveChannelArguments{"a"}), msg(AdminResult::not_found));
}

TEST_F(NeoAdmin, WhatWasRemovedStaysRemovedOverARestart)
{
    {
        const NeoConsumer consumer(node.node().neo_port(), "a", "s");
        push("a", "1");
        ASSERT_EQ(ask(neo::RemoveSubscriberArguments{"a", "s"}), msg(AdminResult::done));
        push("a", "2");
    }
    EXPECT_TRUE(node.restart());
    const auto usage = node.node().channels().get_or_create("a")->usage();
    EXPECT_EQ(usage.records(), 1U);
}

} // namespace
} // namespace dmq::test
