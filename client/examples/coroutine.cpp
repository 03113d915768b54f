// SPDX-License-Identifier: BSL-1.0
// dmq-example-coroutine NODES-FILE CREDENTIALS-FILE CHANNEL: pushes ten records and consumes them,
// on an io_context of its own with co_await. The batch is acknowledged explicitly.
#include "setup.hpp"

#include <dmq/client/client.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <iostream>
#include <string>

namespace asio = boost::asio;
using asio::use_awaitable;

namespace {

void check(std::error_code error)
{
    if (error)
        throw std::system_error(error);
}

asio::awaitable<void> talk(dmq::client::Client client, std::string channel)
{
    check(co_await client.async_wait_connected(1, use_awaitable));
    for (int i = 0; i < 10; ++i)
        check(co_await client.async_push(channel, "record " + std::to_string(i), use_awaitable));

    dmq::client::Consumer consumer = client.consume(channel);
    for (std::size_t received = 0; received < 10;) {
        auto [error, batch] = co_await consumer.async_next(use_awaitable);
        check(error);
        for (const dmq::Bytes record : batch)
            std::cout << dmq::text_of(record) << '\n';
        received += batch.size();
        batch.done();
    }
    consumer.stop();
    const auto [end, nothing] = co_await consumer.async_next(use_awaitable);
    if (end != dmq::client::Errc::stopped)
        check(end);
    client.close();
}

} // namespace

int main(int argc, char* argv[])
try {
    asio::io_context context;
    dmq::client::Client client(context.get_executor(), options_from(argc, argv));
    co_spawn(context, talk(client, argv[3]), [](const std::exception_ptr& error) {
        if (error)
            std::rethrow_exception(error);
    });
    context.run();
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
