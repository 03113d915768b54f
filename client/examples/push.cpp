// SPDX-License-Identifier: BSL-1.0
// dmq-example-push NODES-FILE CREDENTIALS-FILE CHANNEL RECORD...: pushes with callbacks.
#include "setup.hpp"

#include <dmq/client/client.hpp>

#include <boost/asio/use_future.hpp>

#include <iostream>
#include <latch>

int main(int argc, char* argv[])
try {
    dmq::client::Client client(options_from(argc, argv));
    if (const auto error = client.async_wait_connected(1, boost::asio::use_future).get())
        throw std::system_error(error);

    std::latch unanswered(argc - 4);
    for (int i = 4; i < argc; ++i)
        client.async_push(argv[3], argv[i], [&, i](std::error_code error) {
            std::cout << argv[i] << ": " << (error ? error.message() : "stored") << '\n';
            unanswered.count_down();
        });
    unanswered.wait();
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
