// SPDX-License-Identifier: BSL-1.0
// The names of a node's UNIX-domain sockets: a convention between nodes and clients.
#include <dmq/protocol/local_address.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace dmq {
namespace {

std::string name_of(const LocalAddress& address)
{
    const auto* bytes = reinterpret_cast<const char*>(address.data());
    return {bytes + offsetof(sockaddr_un, sun_path), bytes + address.size()};
}

TEST(LocalAddress, IsAbstractAndNamesAddressAndPort)
{
    using namespace std::string_literals;
    const LocalAddress address("127.0.0.1", 10000);
    EXPECT_EQ(address.data()->sa_family, AF_UNIX);
    EXPECT_EQ(name_of(address), "\0dmq/127.0.0.1:10000"s);
    EXPECT_EQ(name_of(LocalAddress("255.255.255.255", 65535)), "\0dmq/255.255.255.255:65535"s);
}

TEST(LocalAddress, FitsWhateverItIsGiven)
{
    const LocalAddress address(std::string(1000, 'x'), 1);
    EXPECT_LE(address.size(), sizeof(sockaddr_un));
    EXPECT_TRUE(name_of(address).ends_with("x:1"));
}

} // namespace
} // namespace dmq
