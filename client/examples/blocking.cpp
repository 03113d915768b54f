// SPDX-License-Identifier: BSL-1.0
// dmq-example-blocking NODES-FILE CREDENTIALS-FILE CHANNEL: pushes standard input line by line with
// many on the way at once, then pops one record and prints it.
#include "setup.hpp"

#include <dmq/client/blocking.hpp>

#include <iostream>
#include <string>

int main(int argc, char* argv[])
try {
    dmq::client::BlockingClient client(options_from(argc, argv));
    const std::string channel = argv[3];
    if (const auto error = client.wait_connected(1, std::chrono::seconds(5)))
        throw std::system_error(error);

    dmq::client::PushPipeline pipeline(client.client());
    for (std::string line; std::getline(std::cin, line);)
        if (!line.empty() && pipeline.push(channel, line))
            break; // something has failed: finish() says what
    const auto error = pipeline.finish();
    std::cout << pipeline.acknowledged() << " of " << pipeline.pushed() << " acknowledged\n";
    if (error)
        throw std::system_error(error);

    const auto [pop_error, record] = client.pop(channel);
    if (pop_error)
        throw std::system_error(pop_error);
    std::cout << (record ? record->text() : "nothing there") << '\n';
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
