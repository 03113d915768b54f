// SPDX-License-Identifier: BSL-1.0
// Where a node may be found on this host.
#pragma once

#include <dmq/protocol/local_address.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace dmq::client {

/// To be tried before TCP: the UNIX-domain sockets of a node that serves this IPv4 address and
/// port, should it run on this host. Each refuses at once if it does not.
inline std::vector<LocalAddress> local_ways_to(std::string_view address, std::uint16_t port)
{
    std::vector<LocalAddress> ways{{address, port}};
    if (address.starts_with("127."))
        ways.emplace_back("0.0.0.0", port); // it serves all addresses
    return ways;
}

} // namespace dmq::client
