// SPDX-License-Identifier: BSL-1.0
// dmq-example-pop NODES-FILE CREDENTIALS-FILE CHANNEL: pops until there is nothing, with futures.
#include "setup.hpp"

#include <dmq/client/client.hpp>

#include <boost/asio/use_future.hpp>

#include <iostream>

int main(int argc, char* argv[])
try {
    dmq::client::Client client(options_from(argc, argv));
    const auto token = boost::asio::use_future;
    if (const auto error = client.async_wait_connected(1, token).get())
        throw std::system_error(error);
    for (;;) {
        const auto [error, record] = client.async_pop(argv[3], token).get();
        if (error)
            throw std::system_error(error);
        if (!record)
            return 0;
        std::cout << record->text() << '\n';
    }
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
