// SPDX-License-Identifier: BSL-1.0
// Records through a whole node: nothing lost, nothing twice, in order.
#include "test_node.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace dmq::test {
namespace {

using client::Status;
using Strings = std::vector<std::string>;

class Records : public testing::TestWithParam<std::uint32_t> {
protected:
    TestNode node{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Threads, Records, testing::Values(1, 4));

std::string numbered(std::size_t number)
{
    return "record " + std::to_string(number) + std::string(number % 300, '.');
}

Strings numbered_up_to(std::size_t count)
{
    Strings records;
    for (std::size_t i = 0; i < count; ++i)
        records.push_back(numbered(i));
    return records;
}

void push_all(TestNode& node, const std::string& channel, const Strings& records)
{
    auto connection = node.connect();
    auto pusher = connection.pusher(channel);
    for (const std::string& record : records)
        ASSERT_TRUE(pusher.push(record));
    pusher.finish();
    ASSERT_EQ(pusher.acknowledged(), records.size());
}

/// Consumes this many records.
Strings consume(TestNode& node, const std::string& channel, std::size_t count)
{
    Strings records;
    auto connection = node.connect();
    auto consumer = connection.consume(channel);
    while (records.size() < count) {
        const auto record = consumer.next();
        if (!record)
            break;
        records.emplace_back(*record);
    }
    return records;
}

Strings pop_all(TestNode& node, const std::string& channel)
{
    Strings records;
    auto connection = node.connect();
    for (;;) {
        const auto answer = connection.pop(channel);
        if (!answer.ok() || answer.value.empty())
            return records;
        records.push_back(answer.value);
    }
}

TEST_P(Records, PushedAndConsumedInOrder)
{
    const Strings records = numbered_up_to(20'000);
    std::thread producer([&] { push_all(node, "channel", records); });
    EXPECT_EQ(consume(node, "channel", records.size()), records);
    producer.join();
}

TEST_P(Records, ProducedAndPoppedInOrder)
{
    const Strings records = numbered_up_to(5'000);
    auto connection = node.connect();
    auto producer = connection.produce("channel");
    for (const std::string& record : records)
        producer.push(record);
    producer.end();
    ASSERT_EQ(connection.get_channel_size("channel").value.records, records.size());
    EXPECT_EQ(pop_all(node, "channel"), records);
}

TEST_P(Records, ManyProducersAndConsumersShareOneChannel)
{
    constexpr std::size_t producers = 4;
    constexpr std::size_t consumers = 4;
    constexpr std::size_t each = 2'000;
    node.subscribe("channel");
    std::vector<std::thread> threads;
    for (std::size_t p = 0; p < producers; ++p)
        threads.emplace_back([&, p] {
            Strings records;
            for (std::size_t i = 0; i < each; ++i)
                records.push_back(std::to_string(p) + ':' + std::to_string(i));
            push_all(node, "channel", records);
        });
    std::vector<Strings> consumed(consumers);
    std::latch consuming(consumers); // who comes after the removal waits for a new channel
    std::vector<std::thread> readers;
    for (std::size_t c = 0; c < consumers; ++c)
        readers.emplace_back([&, c] {
            auto connection = node.connect();
            auto consumer = connection.consume("channel");
            consumer.wait_accepted();
            consuming.count_down();
            while (const auto record = consumer.next())
                consumed[c].emplace_back(*record);
        });
    for (auto& thread : threads)
        thread.join();
    consuming.wait();
    auto control = node.connect();
    while (control.get_channel_size("channel").value.records > 0)
        std::this_thread::yield();
    control.remove_channel("channel"); // ends the consumers
    for (auto& reader : readers)
        reader.join();

    Strings all;
    for (const Strings& records : consumed)
        all.insert(all.end(), records.begin(), records.end());
    std::ranges::sort(all);
    Strings expected;
    for (std::size_t p = 0; p < producers; ++p)
        for (std::size_t i = 0; i < each; ++i)
            expected.push_back(std::to_string(p) + ':' + std::to_string(i));
    std::ranges::sort(expected);
    EXPECT_EQ(all, expected);
}

TEST_P(Records, SurviveARestart)
{
    const Strings records = numbered_up_to(3'000);
    push_all(node, "channel", records);
    ASSERT_TRUE(node.restart());
    EXPECT_EQ(pop_all(node, "channel"), records);
    EXPECT_FALSE(node.directory().has("data/channel.rq"));
}

TEST_P(Records, NothingIsMissingAfterAStopInTheMiddleOfAConsume)
{
    const Strings records = numbered_up_to(20'000);
    push_all(node, "channel", records);
    Strings received;
    auto connection = node.connect();
    auto consumer = connection.consume("channel");
    received.emplace_back(consumer.next().value());
    std::thread stopper([&] { ASSERT_TRUE(node.stop()); });
    try {
        while (const auto record = consumer.next())
            received.emplace_back(*record);
    } catch (const client::Error& error) {
        EXPECT_EQ(error.kind(), client::Error::Kind::lost);
    }
    stopper.join();
    node.start();
    const Strings rest = consume(node, "channel", records.size() - received.size());
    received.insert(received.end(), rest.begin(), rest.end());
    EXPECT_EQ(received, records);
}

TEST_P(Records, AConsumerThatLeavesKeepsNothing)
{
    {
        auto connection = node.connect();
        auto consumer = connection.consume("channel");
        consumer.wait_accepted();
    }
    const Strings records = numbered_up_to(100);
    push_all(node, "channel", records);
    EXPECT_EQ(consume(node, "channel", records.size()), records);
}

TEST_P(Records, AStuckConsumerWithholdsOneLeaseOnly)
{
    auto stuck = node.connect();
    auto idle = stuck.consume("channel");
    idle.wait_accepted();
    push_all(node, "channel",
             Strings(1'000, std::string(32 * 1024, 'x'))); // more than sockets hold
    auto connection = node.connect();
    auto consumer = connection.consume("channel");
    std::size_t received = 0;
    auto control = node.connect();
    while (control.get_channel_size("channel").value.bytes > 128 * 1024) {
        ASSERT_TRUE(consumer.next());
        ++received;
    }
    EXPECT_GT(received, 0u);
}

TEST_P(Records, ARecordThatDoesNotFitIsRefusedAndTheOthersStay)
{
    TestNode small(GetParam(), 1000, 0);
    auto connection = small.connect();
    const std::string record(92, 'x'); // 100 bytes with its header
    for (int i = 0; i < 10; ++i)
        ASSERT_EQ(connection.push("channel", record), Status::ok);
    EXPECT_EQ(connection.push("channel", record), Status::out_of_memory);
    EXPECT_EQ(small.node().channels().counters().refused_records, 1u);
    EXPECT_EQ(pop_all(small, "channel"), Strings(10, record));
}

TEST_P(Records, ADumpLargerThanTodaysRingIsLoaded)
{
    const Strings records = numbered_up_to(1'000);
    push_all(node, "channel", records);
    ASSERT_TRUE(node.stop());
    node.config().server.channel_size_limit = 1000;
    node.start();
    EXPECT_EQ(pop_all(node, "channel"), records);
}

} // namespace
} // namespace dmq::test
