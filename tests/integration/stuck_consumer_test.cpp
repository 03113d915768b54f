// SPDX-License-Identifier: BSL-1.0
// A consumer that stops reading while its queue is full does not hold up the others.
#include "neo_consumer.hpp"
#include "test_node.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <tuple>

namespace dmq::test {
namespace {

using support::eventually;

constexpr std::uint64_t capacity = 32 << 20; // more than sockets take of what nobody reads
constexpr std::uint64_t most_stuck = 200'000; // bytes: a batch, or one lease

enum class Protocol { legacy, neo };

/// Threads of the node, redelivery, protocol.
using Setup = std::tuple<std::uint32_t, bool, Protocol>;

class StuckConsumer : public testing::TestWithParam<Setup> {
protected:
    StuckConsumer()
    {
        node.stop();
        node.config().consume.redelivery = std::get<1>(GetParam());
        node.start();
    }
    static bool neo() { return std::get<2>(GetParam()) == Protocol::neo; }
    QueueUsage usage() { return node.node().channels().find("ch")->usage(); }
    PushStatus push() { return node.node().channels().get_or_create("ch")->push(bytes_of(record)); }
    /// Consumes until the channel is removed.
    void consume()
    {
        if (neo()) {
            NeoConsumer consumer(node.node().neo_port(), "ch", "");
            while (!consumer.next().empty())
                consumer.proceed();
            return;
        }
        auto connection = node.connect();
        auto consumer = connection.consume("ch");
        while (consumer.next()) { }
    }

    const std::string record = std::string(50'000, 'r');
    TestNode node{std::get<0>(GetParam()), capacity, 0};
};

INSTANTIATE_TEST_SUITE_P(All, StuckConsumer,
                         testing::Combine(testing::Values(1, 4), testing::Bool(),
                                          testing::Values(Protocol::legacy, Protocol::neo)));

TEST_P(StuckConsumer, PinsOneLeaseAndNotTheRing)
{
    std::unique_ptr<NeoConsumer> stuck_neo;
    auto connection = node.connect();
    if (neo())
        stuck_neo = std::make_unique<NeoConsumer>(node.node().neo_port(), "ch", "");
    auto stuck = connection.consume(neo() ? "another" : "ch");
    stuck.wait_accepted();
    while (push() == PushStatus::stored) { }

    std::thread other([this] { consume(); });
    EXPECT_TRUE(eventually([&] { return usage().memory_bytes < most_stuck; }));
    for (std::uint64_t pushed = 0; pushed < 2 * capacity; pushed += record.size()) {
        if (!eventually([&] { return push() == PushStatus::stored; })) {
            ADD_FAILURE() << "no room after " << pushed << " bytes";
            break;
        }
    }
    EXPECT_TRUE(eventually([&] { return usage().memory_bytes < most_stuck; }));
    node.node().channels().remove("ch");
    other.join();
}

} // namespace
} // namespace dmq::test
