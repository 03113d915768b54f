// SPDX-License-Identifier: BSL-1.0
// dmq-example-consume NODES-FILE CREDENTIALS-FILE CHANNEL COUNT: prints records as they come, until
// there were COUNT. A batch is acknowledged when its callback returns.
#include "setup.hpp"

#include <dmq/client/client.hpp>

#include <algorithm>
#include <cstdint>
#include <future>
#include <iostream>
#include <string>

int main(int argc, char* argv[])
try {
    dmq::client::Client client(options_from(argc, argv));
    dmq::client::Consumer consumer = client.consume(argv[3]);
    std::uint64_t missing = argc > 4 ? std::stoull(argv[4]) : 1;
    std::promise<std::error_code> ended;
    consumer.start(
        [&](dmq::client::Batch& batch) {
            for (const dmq::Bytes record : batch)
                std::cout << dmq::text_of(record) << '\n';
            missing -= std::min<std::uint64_t>(missing, batch.size());
            if (missing == 0)
                consumer.stop(); // what was received is still handed out
        },
        [&](std::error_code error) { ended.set_value(error); });
    const std::error_code error = ended.get_future().get();
    return error == dmq::client::Errc::stopped ? 0 : throw std::system_error(error);
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
