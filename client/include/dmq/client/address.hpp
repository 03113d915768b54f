// SPDX-License-Identifier: BSL-1.0
// The address of a node as users write it: HOST:PORT.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dmq::client {

struct Address {
    std::string host; // a name, a dotted quad, or an IPv6 address without brackets
    std::uint16_t port = 0;

    bool operator==(const Address&) const = default;
};

/// "HOST:PORT" or "[IPV6]:PORT", port 1 to 65535. Nothing if the text is not of that form.
DMQ_EXPORT std::optional<Address> parse_address(std::string_view text);

/// The inverse of parse_address().
DMQ_EXPORT std::string to_string(const Address& address);

} // namespace dmq::client
