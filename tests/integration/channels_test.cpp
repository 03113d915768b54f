// SPDX-License-Identifier: BSL-1.0
// Channels of a whole node: removal at bad moments, the requests about sizes, subscribers.
#include "test_node.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dmq::test {
namespace {

using client::Status;
using testing::ElementsAre;

class ChannelsOfANode : public testing::TestWithParam<std::uint32_t> {
protected:
    TestNode node{GetParam()};
    client::LegacyConnection control = node.connect();
};

INSTANTIATE_TEST_SUITE_P(Threads, ChannelsOfANode, testing::Values(1, 4));

TEST_P(ChannelsOfANode, RemovalEndsAnIdleConsumer)
{
    auto connection = node.connect();
    auto consumer = connection.consume("channel");
    consumer.wait_accepted();
    EXPECT_EQ(control.remove_channel("channel"), Status::ok);
    EXPECT_FALSE(consumer.next());
    EXPECT_TRUE(consumer.ended());
    EXPECT_EQ(connection.push("channel", "again"), Status::ok);
}

TEST_P(ChannelsOfANode, RemovalWhileAConsumerDoesNotRead)
{
    const std::string record(64 * 1024, 'x');
    for (int i = 0; i < 200; ++i)
        ASSERT_EQ(control.push("channel", record), Status::ok);
    auto connection = node.connect();
    auto consumer = connection.consume("channel");
    ASSERT_TRUE(consumer.next());
    EXPECT_EQ(control.remove_channel("channel"), Status::ok);
    while (const auto received = consumer.next())
        ASSERT_EQ(*received, record);
    EXPECT_TRUE(consumer.ended());
}

TEST_P(ChannelsOfANode, AProduceGoesOnInTheChannelThatHasTheNameThen)
{
    auto connection = node.connect();
    auto producer = connection.produce("channel");
    producer.push("before");
    producer.flush();
    while (control.get_channel_size("channel").value.records == 0) { }
    EXPECT_EQ(control.remove_channel("channel"), Status::ok);
    EXPECT_EQ(control.push("unrelated", "other"), Status::ok);
    producer.push("after");
    producer.end();
    EXPECT_EQ(connection.get_size().value.records, 2u);
    EXPECT_EQ(control.pop("channel").value, "after");
    EXPECT_EQ(control.pop("unrelated").value, "other");
}

TEST_P(ChannelsOfANode, AChannelThatWasConsumedIsNotPoppedAfterARestartEither)
{
    node.subscribe("channel");
    ASSERT_EQ(control.push("channel", "record"), Status::ok);
    EXPECT_EQ(control.pop("channel").status, Status::error);
    ASSERT_TRUE(node.restart());
    EXPECT_EQ(node.connect().pop("channel").status, Status::error);
    auto connection = node.connect();
    auto consumer = connection.consume("channel");
    EXPECT_EQ(consumer.next(), "record");
}

TEST_P(ChannelsOfANode, TellsSizesAndConnections)
{
    ASSERT_EQ(control.push("a", "12345"), Status::ok);
    ASSERT_EQ(control.push("b", "1"), Status::ok);
    EXPECT_THAT(control.get_channels().value, testing::UnorderedElementsAre("a", "b"));
    EXPECT_EQ(control.get_channel_size("a").value.bytes, 13u);
    EXPECT_EQ(control.get_channel_size("none").value.records, 0u);
    EXPECT_EQ(control.get_size().value.bytes, 22u);
    EXPECT_EQ(control.get_size_limit().value.count, 64u << 20);
    EXPECT_EQ(control.get_num_connections().value.count, 1u);
    EXPECT_EQ(control.get_size().value.address, "127.0.0.1");
    EXPECT_EQ(control.get_size().value.port, node.node().legacy_port());
}

TEST_P(ChannelsOfANode, ManyChannelsWithOnePush)
{
    const std::vector<std::string> names{"a", "b", "c"};
    EXPECT_EQ(control.push_multi(names, "record"), Status::ok);
    EXPECT_THAT(control.push_multi2(names, "more").value, ElementsAre());
    for (const std::string& name : names) {
        EXPECT_EQ(control.pop(name).value, "record");
        EXPECT_EQ(control.pop(name).value, "more");
    }
}

TEST_P(ChannelsOfANode, BadNamesAndEmptyValuesAreRefusedAndTheConnectionGoesOn)
{
    EXPECT_EQ(control.push("bad name", "x"), Status::bad_channel_name);
    EXPECT_EQ(control.push("channel", ""), Status::empty_value);
    EXPECT_THROW(control.consume("sub@channel").wait_accepted(), client::Error);
    auto connection = node.connect();
    EXPECT_EQ(connection.pop("none").status, Status::error);
    EXPECT_EQ(connection.push("channel", "x"), Status::ok);
}

} // namespace
} // namespace dmq::test
