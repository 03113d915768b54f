// SPDX-License-Identifier: BSL-1.0
// The operations with every kind of token, on both kinds of executor, against a real node.
#include "integration/client/child_node.hpp"

#include <dmq/client/blocking.hpp>
#include <dmq/client/client.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace dmq::test {
namespace {

namespace asio = boost::asio;
using client::Batch;
using client::Client;
using client::Errc;
using Texts = std::vector<std::string>;

Texts texts(const Batch& batch)
{
    Texts all;
    for (const Bytes record : batch)
        all.emplace_back(text_of(record));
    return all;
}

class Operations : public testing::Test {
protected:
    Operations() { nodes_.push_back(std::make_unique<ChildNode>()); }

    client::ClientOptions options() const { return options_for(nodes_); }
    ChildNode& node() { return *nodes_[0]; }

    std::vector<std::unique_ptr<ChildNode>> nodes_;
};

TEST_F(Operations, CompleteFutures)
{
    Client client(options());
    ASSERT_FALSE(client.async_wait_connected(1, asio::use_future).get());
    EXPECT_FALSE(client.async_push("jobs", "record", asio::use_future).get());
    const auto [error, record] = client.async_pop("jobs", asio::use_future).get();
    EXPECT_FALSE(error);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->text(), "record");
    const auto [none, nothing] = client.async_pop("jobs", asio::use_future).get();
    EXPECT_FALSE(none);
    EXPECT_FALSE(nothing);
    EXPECT_FALSE(client.async_ready(asio::use_future).get());
}

TEST_F(Operations, ResumeCoroutinesOfAnotherContext)
{
    Client client(options());
    asio::io_context context;
    const auto here = std::this_thread::get_id();
    const auto talk = [&]() -> asio::awaitable<void> {
        const std::error_code connected = co_await client.async_wait_connected(1,
                                                                               asio::use_awaitable);
        EXPECT_FALSE(connected);
        const std::error_code pushed = co_await client.async_push("jobs", "one",
                                                                  asio::use_awaitable);
        EXPECT_FALSE(pushed);
        EXPECT_EQ(std::this_thread::get_id(), here);
        client::Consumer consumer = client.consume("jobs");
        auto [error, batch] = co_await consumer.async_next(asio::use_awaitable);
        EXPECT_FALSE(error);
        EXPECT_EQ(texts(batch), Texts{"one"});
        batch.done();
        consumer.stop();
        const auto [end, nothing] = co_await consumer.async_next(asio::use_awaitable);
        EXPECT_EQ(end, Errc::stopped);
    };
    std::exception_ptr thrown;
    co_spawn(context, talk(), [&](std::exception_ptr error) { thrown = error; });
    context.run();
    EXPECT_FALSE(thrown);
}

TEST_F(Operations, CallHandlersOnTheirExecutor)
{
    Client client(options());
    asio::thread_pool pool(1);
    ASSERT_FALSE(client.async_wait_connected(1, asio::use_future).get());
    std::promise<bool> on_pool;
    client.async_push("jobs", "record",
                      asio::bind_executor(pool.get_executor(), [&](std::error_code error) {
                          EXPECT_FALSE(error);
                          EXPECT_FALSE(client.on_this_thread());
                          on_pool.set_value(pool.get_executor().running_in_this_thread());
                      }));
    EXPECT_TRUE(on_pool.get_future().get());
    std::promise<bool> on_client;
    client.async_push("jobs", "record",
                      [&](std::error_code) { on_client.set_value(client.on_this_thread()); });
    EXPECT_TRUE(on_client.get_future().get());
    pool.join();
}

TEST_F(Operations, RunOnTheThreadsOfAPool)
{
    asio::thread_pool pool(4);
    {
        client::BlockingClient client(Client(pool.get_executor(), options()));
        ASSERT_FALSE(client.wait_connected());
        client::PushPipeline pipeline(client.client(), 100);
        for (int i = 0; i < 1000; ++i)
            EXPECT_FALSE(pipeline.push("jobs", "record"));
        EXPECT_FALSE(pipeline.finish());
    }
    pool.join();
}

TEST_F(Operations, CanBeCanceled)
{
    Client client(options());
    ASSERT_FALSE(client.async_wait_connected(1, asio::use_future).get());
    client::Consumer consumer = client.consume("jobs");
    asio::cancellation_signal signal;
    std::promise<std::error_code> result;
    consumer.async_next(asio::bind_cancellation_slot(
        signal.slot(), [&](std::error_code error, Batch) { result.set_value(error); }));
    asio::post(client.executor(), [&] { // where the handler belongs
        signal.emit(asio::cancellation_type::total); // too weak
        signal.emit(asio::cancellation_type::terminal);
    });
    EXPECT_EQ(result.get_future().get(), Errc::canceled);
    EXPECT_FALSE(client.async_push("jobs", "record", asio::use_future).get());
    auto [error, batch] = consumer.async_next(asio::use_future).get();
    EXPECT_EQ(texts(batch), Texts{"record"}) << "a canceled wait takes nothing away";
}

TEST_F(Operations, ToSeveralChannelsAtOnce)
{
    client::BlockingClient client(options());
    ASSERT_FALSE(client.wait_connected());
    const std::vector<std::string_view> channels{"one", "two"};
    EXPECT_FALSE(client.push(channels, bytes_of("record")));
    for (const std::string_view channel : channels)
        EXPECT_EQ(client.pop(channel).record->text(), "record");
    EXPECT_EQ(client.push(std::vector<std::string_view>{}, bytes_of("r")), Errc::bad_channel_count);
    EXPECT_EQ(client.push(std::vector<std::string_view>(256, "one"), bytes_of("r")),
              Errc::bad_channel_count);
}

TEST_F(Operations, WithRecordsOfEverySize)
{
    client::BlockingClient client(options());
    ASSERT_FALSE(client.wait_connected());
    for (const std::size_t size : {1U, 100U, 16'000U, 16'384U, 70'000U, 3'000'000U}) {
        const std::string record(size, static_cast<char>('a' + size % 26));
        ASSERT_FALSE(client.push("jobs", record));
        const auto [error, popped] = client.pop("jobs");
        ASSERT_TRUE(popped) << size << ": " << error.message();
        EXPECT_TRUE(popped->text() == record) << size;
    }
}

TEST_F(Operations, GiveBatchesThatWereNotDoneToTheNextConsumer)
{
    client::BlockingClient second(options());
    ASSERT_FALSE(second.wait_connected());
    ASSERT_FALSE(second.push("jobs", "record"));
    {
        client::BlockingClient first(options());
        client::Consumer consumer = first.client().consume("jobs");
        const auto [error, batch] = first.next(consumer);
        EXPECT_EQ(texts(batch), Texts{"record"});
    }
    client::Consumer consumer = second.client().consume("jobs");
    auto [error, batch] = second.next(consumer);
    EXPECT_EQ(texts(batch), Texts{"record"});
    batch.done();
    consumer.stop();
    EXPECT_EQ(second.next(consumer).error, Errc::stopped);
}

TEST_F(Operations, RefuseToBlockTheirOwnThread)
{
    client::BlockingClient client(options());
    std::promise<std::error_code> result;
    client.client().async_ready(
        [&](std::error_code) { result.set_value(client.push("jobs", "r")); });
    EXPECT_EQ(result.get_future().get(), Errc::would_deadlock);
}

TEST_F(Operations, HaveLimits)
{
    client::ClientOptions limited = options();
    limited.max_requests = 2;
    Client client(limited);
    ASSERT_FALSE(client.async_wait_connected(1, asio::use_future).get());
    std::promise<std::vector<std::error_code>> results;
    client.async_ready([&, all = std::make_shared<std::vector<std::error_code>>()](
                           std::error_code) mutable { // both are made before either is sent
        for (int i = 0; i < 3; ++i)
            client.async_push("jobs", "record", [&results, all](std::error_code error) {
                all->push_back(error);
                if (all->size() == 3)
                    results.set_value(*all);
            });
    });
    const auto all = results.get_future().get();
    EXPECT_EQ(std::ranges::count(all, make_error_code(Errc::queue_full)), 1);
    EXPECT_EQ(std::ranges::count(all, std::error_code()), 2);
}

TEST_F(Operations, FailWithOneClearCauseWhenTheKeyIsWrong)
{
    client::ClientOptions wrong = options();
    wrong.credentials.key[0] = std::byte{1};
    std::promise<std::string> told;
    wrong.on_notification = [&, first = true](const client::Notification& event) mutable {
        if (std::exchange(first, false))
            told.set_value(to_string(event));
    };
    client::BlockingClient client(wrong);
    EXPECT_EQ(told.get_future().get(),
              to_string(node().neo()) +
                  ": cannot connect: login rejected: check name, key and clock");
    EXPECT_EQ(client.push("jobs", "r"), Errc::not_connected);
    EXPECT_EQ(client.wait_connected(1, std::chrono::milliseconds(1)), Errc::timed_out);
}

TEST_F(Operations, AreCounted)
{
    client::BlockingClient client(options());
    ASSERT_FALSE(client.wait_connected());
    ASSERT_FALSE(client.push("jobs", "record"));
    ASSERT_FALSE(client.pop("jobs").error);
    client::Statistics statistics = client.client().statistics();
    EXPECT_EQ(statistics.of(client::RequestKind::push).time.count, 1U);
    EXPECT_EQ(statistics.of(client::RequestKind::pop).time.count, 1U);
    ASSERT_EQ(statistics.nodes.size(), 1U);
    EXPECT_EQ(statistics.nodes[0].address, node().neo());
    EXPECT_EQ(statistics.nodes[0].state, client::NodeState::ready);
    EXPECT_EQ(statistics.nodes[0].connects, 1U);
    EXPECT_EQ(statistics.nodes[0].sent.messages.count, 2U);
    EXPECT_EQ(statistics.nodes[0].received.messages.count, 4U);
    EXPECT_GT(statistics.nodes[0].received.calls.total_bytes, 0U);
    client.client().reset_statistics();
    while (client.client().statistics().of(client::RequestKind::push).time.count != 0)
        std::this_thread::yield();
}

} // namespace
} // namespace dmq::test
