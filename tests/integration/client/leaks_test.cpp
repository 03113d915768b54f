// SPDX-License-Identifier: BSL-1.0
// A client leaves no thread and no descriptor behind, whatever state it is destroyed in.
#include "integration/client/child_node.hpp"
#include "unit/client/fake_node.hpp"

#include <dmq/client/blocking.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace dmq::test {
namespace {

using client::Client;
using client::ClientOptions;

std::ptrdiff_t entries(const char* directory)
{
    return std::distance(std::filesystem::directory_iterator(directory), {});
}

/// Counts threads and descriptors at the beginning and at the end.
class Leaks : public testing::Test {
protected:
    Leaks()
    {
        {
            Client first{ClientOptions{}};
        } // what a library allocates once
        threads_ = entries("/proc/self/task");
        descriptors_ = entries("/proc/self/fd");
    }
    ~Leaks() override { expect_none(); }
    void expect_none() const
    {
        EXPECT_EQ(entries("/proc/self/task"), threads_);
        EXPECT_EQ(entries("/proc/self/fd"), descriptors_);
    }

    static ClientOptions options_for_address(const client::Address& address)
    {
        ClientOptions options;
        options.credentials = client_credentials();
        options.nodes = {address};
        return options;
    }

    std::ptrdiff_t threads_ = 0;
    std::ptrdiff_t descriptors_ = 0;
};

TEST_F(Leaks, NoneWithoutNodes)
{
    const Client client{ClientOptions{}};
    EXPECT_EQ(client.statistics().registered_nodes, 0U);
}

TEST_F(Leaks, NoneWhileANodeRefuses)
{
    std::promise<void> refused;
    ClientOptions options = options_for_address(closed_address());
    options.on_notification = [&, told = false](const client::Notification&) mutable {
        if (!std::exchange(told, true))
            refused.set_value();
    };
    const Client client(std::move(options));
    refused.get_future().wait();
}

TEST_F(Leaks, NoneWhileANodeIsSilent)
{
    std::promise<void> connected;
    FakeNode node([&](Peer& peer) {
        peer.read(1);
        connected.set_value();
        peer.read_to_end();
    });
    {
        Client client(options_for_address(node.address()));
        client::Consumer consumer = client.consume("jobs");
        consumer.start([](client::Batch&) {}, [](std::error_code) {});
        connected.get_future().wait();
    }
}

TEST_F(Leaks, NoneWithRequestsOutstanding)
{
    std::atomic<int> answers{0};
    {
        ChildNode node;
        client::BlockingClient client(options_for_address(node.neo()));
        ASSERT_FALSE(client.wait_connected());
        ASSERT_FALSE(client.push("jobs", "record"));
        client::Consumer consumer = client.client().consume("jobs");
        client::Received received = client.next(consumer);
        ASSERT_FALSE(received.error);
        client::Consumer other = client.client().consume("jobs", {"other", {}});
        other.start([](client::Batch&) {}, [](std::error_code) {});
        for (int i = 0; i < 1000; ++i)
            client.client().async_push("jobs", "record", [&](std::error_code) { ++answers; });
    }
    EXPECT_EQ(answers, 1000) << "each handler is called before the client is gone";
}

TEST_F(Leaks, NoneWhenDestroyedInItsOwnHandler)
{
    {
        std::optional<Client> client(ClientOptions{});
        std::promise<std::error_code> done;
        client->async_push("jobs", "record", [&](std::error_code error) {
            client.reset();
            done.set_value(error);
        });
        EXPECT_EQ(done.get_future().get(), client::Errc::no_nodes);
    }
    while (entries("/proc/self/task") != threads_ || entries("/proc/self/fd") != descriptors_)
        std::this_thread::yield(); // the thread was detached
}

TEST_F(Leaks, NoneOnAContextThatNeverRuns)
{
    boost::asio::io_context context;
    Client client(context.get_executor(), options_for_address(closed_address()));
    client::Consumer consumer = client.consume("jobs");
    consumer.start([](client::Batch&) {}, [](std::error_code) {});
    client.async_push("jobs", "record", [](std::error_code) { ADD_FAILURE() << "never run"; });
}

TEST_F(Leaks, NoneOnAContextThatStops)
{
    ChildNode node;
    {
        boost::asio::io_context context;
        Client client(context.get_executor(), options_for_address(node.neo()));
        bool connected = false;
        client.async_wait_connected(1, [&](std::error_code) { connected = true; });
        while (!connected)
            context.run_one();
        client::Consumer consumer = client.consume("jobs");
        client.async_push("jobs", "record", [](std::error_code) {});
        context.poll();
    }
    EXPECT_TRUE(node.stop());
}

TEST_F(Leaks, NoneOnAContextThatRunsToItsEnd)
{
    ChildNode node;
    boost::asio::io_context context;
    std::error_code result = client::Errc::canceled;
    {
        Client client(context.get_executor(), options_for_address(node.neo()));
        client.async_wait_connected(1, [client, &result](std::error_code) mutable {
            client.async_push("jobs", "record", [client, &result](std::error_code error) mutable {
                result = error;
                client.close();
            });
        });
    }
    context.run();
    EXPECT_FALSE(result) << result.message();
    EXPECT_TRUE(node.stop());
}

} // namespace
} // namespace dmq::test
