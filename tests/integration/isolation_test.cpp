// SPDX-License-Identifier: BSL-1.0
// Clients that flood, stand still or ask for a lot do not hold up others.
#include "neo_consumer.hpp"
#include "test_node.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace dmq::test {
namespace {

using neo::ConsumeControl;
using neo::test::log_in;
using neo::test::Message;
using neo::test::receive;
using neo::test::supported;
using support::Client;
using support::eventually;

class Isolation : public testing::TestWithParam<std::uint32_t> {
protected:
    Client connect() const { return log_in(node.node().neo_port()); }
    void fill(std::string_view channel, std::size_t records, std::size_t size = 100)
    {
        const auto filled = node.node().channels().get_or_create(channel);
        for (std::size_t i = 0; i < records; ++i) {
            std::string record = std::to_string(i);
            record.resize(size, '.');
            ASSERT_EQ(filled->push(bytes_of(record)), PushStatus::stored);
        }
    }
    QueueUsage usage(std::string_view channel)
    {
        const auto found = node.node().channels().find(channel);
        return found ? found->usage() : QueueUsage();
    }

    mutable TestNode node{GetParam(), 4 << 20};
};

INSTANTIATE_TEST_SUITE_P(Threads, Isolation, testing::Values(1, 4));

/// Pushes as fast as the node takes it, and reads the answers, until it is destroyed.
class Flood {
public:
    explicit Flood(Client client) : client_(std::move(client))
    {
        sending_ = std::thread([this] {
            std::string burst;
            for (std::uint64_t id = 1; id <= 1000; ++id)
                burst += push_message(id, "flood", "a record of the flood");
            while (!over_ && client_.send(burst)) { }
            client_.end_output();
        });
        receiving_ = std::thread([this] { client_.receive_rest(); });
    }
    ~Flood()
    {
        over_ = true;
        sending_.join();
        receiving_.join();
    }

private:
    Client client_;
    std::atomic<bool> over_ = false;
    std::thread sending_;
    std::thread receiving_;
};

TEST_P(Isolation, PopsAreAnsweredDuringAFloodOfPushes)
{
    fill("quiet", 1000);
    const Client client = connect();
    const Flood flood(connect());
    ASSERT_TRUE(eventually([&] { return usage("flood").records() > 1000; }));
    for (std::uint64_t id = 1; id <= 1000; ++id) {
        ASSERT_TRUE(client.send(pop_message(id, "quiet")));
        ASSERT_EQ(receive(client), Message(id, supported));
        ASSERT_EQ(receive(client).second.front(), static_cast<char>(neo::PopResult::popped));
    }
}

TEST_P(Isolation, AConsumerThatStandsStillKeepsOneBatchFromAnother)
{
    constexpr std::size_t count = 20'000;
    auto stuck = std::make_unique<NeoConsumer>(node.node().neo_port(), "ch", "sub");
    fill("ch", count);
    ASSERT_TRUE(eventually([&] { return usage("ch").records() == count; }));
    NeoConsumer other(node.node().neo_port(), "ch", "sub");
    std::size_t received = 0;
    while (received + 2000 < count) { // a batch has no more
        received += other.next().size();
        other.proceed();
    }
    EXPECT_LT(received, count) << "the first batch is with the one that stands still";
    stuck.reset();
    while (received < count) {
        received += other.next().size();
        other.proceed();
    }
    EXPECT_EQ(received, count);
    EXPECT_TRUE(eventually([&] { return usage("ch").records() == 0; }));
}

TEST_P(Isolation, OneConnectionMayHaveFiveThousandRequests)
{
    constexpr std::uint64_t count = neo::max_active_requests;
    const Client client = connect();
    std::thread starting([&] {
        for (std::uint64_t id = 1; id <= count; ++id)
            client.send(consume_message(id, "channel" + std::to_string(id), "sub"));
    });
    for (std::uint64_t i = 0; i < 2 * count; ++i)
        ASSERT_EQ(receive(client).second.size(), 1U);
    starting.join();

    for (std::uint64_t id = 1; id <= count; ++id)
        fill("channel" + std::to_string(id), 1, 10);
    std::vector<bool> seen(count + 1);
    for (std::uint64_t i = 0; i < count; ++i) {
        const Message records = receive(client);
        EXPECT_FALSE(seen.at(records.first));
        seen.at(records.first) = true;
        ASSERT_TRUE(client.send(control_message(records.first, ConsumeControl::proceed)));
    }
    EXPECT_TRUE(
        eventually([&] { return node.node().channels().counters().popped_records == count; }));
    ASSERT_TRUE(client.send(pop_message(count + 1, "one too many")));
    EXPECT_EQ(client.receive_rest(), "");
}

} // namespace
} // namespace dmq::test
