// SPDX-License-Identifier: BSL-1.0
// NodeBase::stop(): what becomes of connections, output and records.
#include "fixtures/node_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace dmq {
namespace {

using support::arr;
using support::Client;
using support::eventually;
using support::TestCommand;
using support::TestNode;
using support::u64;

class NoWaker final : public IWaker {
public:
    void wake() noexcept override { }
};

class StopTest : public support::NodeTest {
protected:
    /// A consumer that does not read, with the connection full of a part of `size` bytes.
    Client stuck_consumer(std::size_t size)
    {
        Client client;
        client.limit_receive_buffer(1);
        client.connect(node_->port());
        client.send(news("ch"));
        EXPECT_EQ(client.receive(1), "S");
        channels_.find("ch")->push(bytes_of(std::string(size, 'r')));
        EXPECT_EQ(client.receive(1).size(), 1U);
        return client;
    }
};

TEST_F(StopTest, NothingHasToBeConnected)
{
    start();
    stop();
}

TEST_F(StopTest, ANodeThatWasNeverStartedCanGo)
{
    TestNode node(options_, TestNode::Listeners{listen_}, services(), registry_);
    EXPECT_THROW(Client(node.port()), std::runtime_error);
}

TEST_F(StopTest, ANodeMayGoWithoutAStop)
{
    start();
    const Client idle = connect();
    ASSERT_TRUE(alive(idle));
    const Client waiting = consumer();
    node_.reset();
    EXPECT_EQ(idle.receive_rest(), "");
    EXPECT_EQ(consumers(), 0U);
}

TEST_F(StopTest, IdleConnectionsAreClosedAtOnce)
{
    options_.threads = 2;
    start();
    std::vector<Client> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(connect());
        ASSERT_TRUE(alive(clients.back()));
    }
    ASSERT_TRUE(clients.front().send(echo("in the middle").substr(0, 10)));
    stop();
    for (const Client& client : clients)
        EXPECT_EQ(client.receive_rest(), "");
}

TEST_F(StopTest, NobodyCanConnectAfterwards)
{
    const std::uint16_t port = start().port();
    stop();
    EXPECT_THROW(Client(std::uint16_t{port}), std::runtime_error);
}

TEST_F(StopTest, PendingOutputReachesASlowReader)
{
    start();
    const Client client = connect();
    ASSERT_TRUE(client.send(flood(30'000'000)));
    ASSERT_EQ(client.receive(1), "f");
    std::thread stopping([&] { node_->stop(); });
    EXPECT_EQ(client.receive_rest().size(), 30'000'000U - 1);
    stopping.join();
    EXPECT_EQ(node_->open_connections(), 0U);
    node_.reset();
}

TEST_F(StopTest, AWaitingConsumerIsEnded)
{
    options_.threads = 2;
    start();
    const Client one = consumer();
    const Client other = consumer();
    ASSERT_EQ(consumers(), 2U);
    stop();
    EXPECT_EQ(one.receive_rest(), "");
    EXPECT_EQ(other.receive_rest(), "");
    EXPECT_EQ(consumers(), 0U);
}

TEST_F(StopTest, AYieldingRequestIsEnded)
{
    start();
    const Client client = connect();
    ASSERT_TRUE(client.send(echo("a") + command(TestCommand::turns) + u64(~0ULL)));
    ASSERT_EQ(client.receive(9), arr("a"));
    stop();
    EXPECT_EQ(client.receive_rest(), "");
}

TEST_F(StopTest, AConsumerWithPendingRecordsGetsThemWhole)
{
    start();
    const Client client = stuck_consumer(30'000'000);
    std::thread stopping([&] { node_->stop(); });
    EXPECT_EQ(client.receive_rest().size(), 8U + 30'000'000U - 1);
    stopping.join();
    EXPECT_EQ(channels_.counters().popped_records, 1U);
    node_.reset();
}

TEST_F(StopTest, AStuckReaderIsAbortedAndItsRecordsKept)
{
    options_.shutdown_timeout = std::chrono::milliseconds(1);
    start();
    const Client client = stuck_consumer(30'000'000);
    ASSERT_EQ(channels_.counters().popped_records, 0U);
    stop();
    EXPECT_EQ(consumers(), 0U);
    EXPECT_EQ(channels_.counters().popped_records, 0U);
    const auto next = channels_.find("ch")->subscribe("", std::make_shared<NoWaker>());
    Lease kept = next->take(1);
    EXPECT_EQ(kept.size(), 8U + 30'000'000U) << "lent to nobody any more";
    kept.done();
}

TEST_F(StopTest, StuckConnectionsOfAllKindsAreAborted)
{
    options_.shutdown_timeout = std::chrono::milliseconds(1);
    options_.threads = 2;
    start();
    const Client flooded = connect();
    ASSERT_TRUE(flooded.send(flood(30'000'000)));
    ASSERT_EQ(flooded.receive(1), "f");
    const Client unknown = connect();
    ASSERT_TRUE(unknown.send(flood(30'000'000) + support::cmd(99)));
    ASSERT_EQ(unknown.receive(1), "f");
    const Client idle = connect();
    ASSERT_TRUE(alive(idle));
    stop();
    EXPECT_LT(flooded.receive_rest().size(), 30'000'000U - 1);
    EXPECT_LT(unknown.receive_rest().size(), 30'000'000U - 1);
}

TEST_F(StopTest, ConnectionsMayComeAndGoMeanwhile)
{
    options_.threads = 4;
    start();
    const std::uint16_t port = node_->port();
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([&] {
            try {
                for (;;) {
                    const Client client(port);
                    if (!client.send(echo("x") + news("ch")) || client.receive(10).size() < 10)
                        return;
                    if (const auto channel = channels_.find("ch"))
                        channel->push(bytes_of("x"));
                }
            } catch (const std::runtime_error&) {
                // the node listens no more
            }
        });
    EXPECT_TRUE(eventually([&] { return channels_.counters().pushed_records > 50; }));
    stop();
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(consumers(), 0U);
}

} // namespace
} // namespace dmq
