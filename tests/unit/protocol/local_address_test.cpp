// SPDX-License-Identifier: BSL-1.0
// The names of a node's UNIX-domain sockets: a convention between nodes and clients.
#include <dmq/protocol/local_address.hpp>

#include <gmock/gmock.h>

#include <arpa/inet.h>
#include <cstddef>
#include <netinet/in.h>
#include <string>
#include <vector>

namespace dmq {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

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

std::vector<std::string> ways_to(const char* address, std::uint16_t port)
{
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &name.sin_addr);
    std::vector<std::string> names;
    for (const LocalAddress& way : local_ways_to(reinterpret_cast<const sockaddr&>(name)))
        names.push_back(name_of(way));
    return names;
}

TEST(LocalAddress, LeadsToANodeOfThatAddressAndToOneThatServesAll)
{
    using namespace std::string_literals;
    EXPECT_THAT(ways_to("10.1.2.3", 7), ElementsAre("\0dmq/10.1.2.3:7"s));
    EXPECT_THAT(ways_to("127.0.0.2", 65535),
                ElementsAre("\0dmq/127.0.0.2:65535"s, "\0dmq/0.0.0.0:65535"s));
}

TEST(LocalAddress, DoesNotExistOfOtherKindsOfAddress)
{
    const sockaddr_in6 loopback{AF_INET6, htons(7), 0, in6addr_loopback, 0};
    EXPECT_THAT(local_ways_to(reinterpret_cast<const sockaddr&>(loopback)), IsEmpty());
}

} // namespace
} // namespace dmq
