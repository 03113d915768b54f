// SPDX-License-Identifier: BSL-1.0
// One client that many threads share.
#include "integration/client/child_node.hpp"

#include <dmq/client/blocking.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace dmq::test {
namespace {

constexpr int thread_count = 8;
constexpr int records_of_each = 200; // thread

class Threads : public testing::Test {
protected:
    Threads()
    {
        for (int i = 0; i < 2; ++i)
            nodes_.push_back(std::make_unique<ChildNode>());
    }

    /// Runs it in eight threads at once, with a number for each.
    template <class Function> static void in_parallel(Function function)
    {
        std::vector<std::thread> threads;
        for (int i = 0; i < thread_count; ++i)
            threads.emplace_back([&function, i] { function(i); });
        for (std::thread& thread : threads)
            thread.join();
    }

    std::vector<std::unique_ptr<ChildNode>> nodes_;
};

TEST_F(Threads, PushAndPopWithOneClient)
{
    client::BlockingClient client(options_for(nodes_));
    ASSERT_FALSE(client.wait_connected());
    std::atomic<int> popped{0};
    in_parallel([&](int thread) {
        const std::string channel = "channel" + std::to_string(thread % 3);
        for (int i = 0; i < records_of_each; ++i) {
            EXPECT_FALSE(client.push(channel, "record"));
            const auto [error, record] = client.pop(channel);
            EXPECT_FALSE(error) << error.message();
            popped += record ? 1 : 0;
            client.client().statistics();
        }
    });
    for (int i = 0; i < 3; ++i)
        while (client.pop("channel" + std::to_string(i)).record)
            ++popped;
    EXPECT_EQ(popped, thread_count * records_of_each);
    const client::Statistics statistics = client.client().statistics();
    EXPECT_EQ(statistics.active_requests, 0U);
    EXPECT_EQ(statistics.of(client::RequestKind::push).time.count,
              std::uint64_t{thread_count} * records_of_each);
    EXPECT_EQ(statistics.of(client::RequestKind::push).failures, 0U);
}

TEST_F(Threads, ShareConsumersToo)
{
    client::BlockingClient client(options_for(nodes_));
    ASSERT_FALSE(client.wait_connected());
    std::atomic<int> received{0};
    client::Consumer consumer = client.client().consume("jobs");
    in_parallel([&](int thread) {
        if (thread % 2 == 0) {
            client::PushPipeline pipeline(client.client(), 100);
            for (int i = 0; i < records_of_each; ++i)
                pipeline.push("jobs", "record");
            EXPECT_FALSE(pipeline.finish());
            return;
        }
        while (received < thread_count / 2 * records_of_each) {
            auto [error, batch] = client.next(consumer, std::chrono::milliseconds(20));
            EXPECT_TRUE(!error || error == client::Errc::timed_out) << error.message();
            received += static_cast<int>(batch.size());
            batch.done();
            consumer.suspend();
            consumer.resume();
        }
    });
    EXPECT_EQ(received, thread_count / 2 * records_of_each);
    consumer.stop();
    EXPECT_EQ(client.next(consumer).error, client::Errc::stopped);
}

TEST_F(Threads, AreAllToldThatItWasClosed)
{
    client::BlockingClient client(options_for(nodes_));
    ASSERT_FALSE(client.wait_connected());
    client::Consumer consumer = client.client().consume("nothing");
    in_parallel([&](int thread) {
        if (thread == 0) {
            for (int i = 0; i < records_of_each; ++i)
                client.push("jobs", "record");
            return client.client().close();
        }
        if (thread == 1) {
            EXPECT_EQ(client.next(consumer).error, client::Errc::closed);
            return;
        }
        while (client.push("jobs", "record") != client::Errc::closed)
            if (thread == 2)
                client.client().reconnect();
    });
    EXPECT_EQ(client.pop("jobs").error, client::Errc::closed);
}

} // namespace
} // namespace dmq::test
