// SPDX-License-Identifier: BSL-1.0
// The UNIX-domain socket that a protocol is served on beside TCP.
#include "fixtures/node_fixture.hpp"

#include <gmock/gmock.h>

#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace dmq {
namespace {

using support::Client;
using testing::ElementsAre;

class LocalSocketTest : public support::NodeTest { };

TEST_F(LocalSocketTest, ServesClientsOfTheHostOnALocalSocket)
{
    listen_.local = true;
    options_.threads = 2;
    const LocalAddress address("127.0.0.1", start().port());
    const Client first(address);
    const Client second(address);
    const Client by_tcp = connect();
    EXPECT_TRUE(alive(first));
    EXPECT_TRUE(alive(second));
    EXPECT_TRUE(alive(by_tcp));
    EXPECT_EQ(node_->open_connections(), 3U);
    std::mutex mutex;
    std::multiset<std::string> peers;
    ASSERT_TRUE(node_->visit_connections([&](const ConnectionHandler& connection) {
        const std::lock_guard lock(mutex);
        peers.insert(connection.peer());
    }));
    const std::string local = "local:" + std::to_string(::getpid());
    EXPECT_THAT(peers, ElementsAre(testing::StartsWith("127.0.0.1:"), local, local));
}

TEST_F(LocalSocketTest, ALocalSocketEndsWithTheNode)
{
    listen_.local = true;
    const LocalAddress address("127.0.0.1", start().port());
    const Client client(address);
    ASSERT_TRUE(alive(client));
    stop();
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_THROW(Client{address}, std::runtime_error);
}

TEST_F(LocalSocketTest, WithoutALocalSocketThereIsNone)
{
    start();
    EXPECT_THROW(Client(LocalAddress("127.0.0.1", node_->port())), std::runtime_error);
}

TEST_F(LocalSocketTest, RefusesALocalSocketThatAnotherProgramHas)
{
    const LocalAddress address("127.0.0.1", start().port());
    listen_.port = node_->port();
    stop();
    const int other = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(other, address.data(), static_cast<socklen_t>(address.size())), 0);
    listen_.local = true;
    try {
        start();
        ADD_FAILURE() << "not refused";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(),
                  "cannot listen for legacy connections on 127.0.0.1:" +
                      std::to_string(listen_.port) + ": local socket: Address already in use");
    }
    ::close(other);
}

TEST_F(LocalSocketTest, TheLimitCountsLocalConnectionsToo)
{
    listen_.local = true;
    listen_.connection_limit = 2;
    const LocalAddress address("127.0.0.1", start().port());
    const Client first(address);
    const Client second = connect();
    ASSERT_TRUE(alive(first));
    ASSERT_TRUE(alive(second));
    EXPECT_EQ(Client(address).receive_rest(), "");
    EXPECT_EQ(connect().receive_rest(), "");
}

} // namespace
} // namespace dmq
