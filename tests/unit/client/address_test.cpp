// SPDX-License-Identifier: BSL-1.0
// Addresses as text.
#include <dmq/client/address.hpp>

#include <gtest/gtest.h>

namespace dmq::client {
namespace {

TEST(Address, IsReadAndWritten)
{
    const std::pair<const char*, Address> cases[] = {
        {"127.0.0.1:1", {"127.0.0.1", 1}},
        {"node-1.example:65535", {"node-1.example", 65535}},
        {"[::1]:10000", {"::1", 10000}}};
    for (const auto& [text, address] : cases) {
        EXPECT_EQ(parse_address(text), address) << text;
        EXPECT_EQ(to_string(address), text);
    }
}

TEST(Address, IsRefused)
{
    for (const char* text :
         {"", "host", "host:", ":1", "host:0", "host:65536", "host:1x", "host:-1", "host: 1",
          "a b:1", "::1:10000", "[]:1", "[::1]", "[::1]1:2"})
        EXPECT_EQ(parse_address(text), std::nullopt) << text;
}

} // namespace
} // namespace dmq::client
