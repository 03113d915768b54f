// SPDX-License-Identifier: BSL-1.0
// "nearest:" reaches a node as the client library does.
#include "stream.hpp"
#include "unit/client/fake_node.hpp"

#include <dmq/protocol/local_address.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace dmq::bench {
namespace {

class Socket {
public:
    explicit Socket(int family) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) { }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { ::close(fd_); }
    int fd() const noexcept { return fd_; }

private:
    int fd_;
};

/// A port of 127.0.0.1 that nobody else gets, and nobody listens at.
class SilentPort {
public:
    SilentPort() : socket_(AF_INET)
    {
        sockaddr_in name{};
        socklen_t size = sizeof name;
        name.sin_family = AF_INET;
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const address = reinterpret_cast<sockaddr*>(&name);
        EXPECT_EQ(::bind(socket_.fd(), address, size), 0);
        EXPECT_EQ(::getsockname(socket_.fd(), address, &size), 0);
        port_ = ntohs(name.sin_port);
    }
    std::uint16_t number() const noexcept { return port_; }
    std::string nearest() const { return "nearest:127.0.0.1:" + std::to_string(port_); }

private:
    Socket socket_;
    std::uint16_t port_ = 0;
};

class Nearest : public testing::TestWithParam<const char*> { };

TEST_P(Nearest, IsTheLocalSocketIfThereIsOne)
{
    const SilentPort port;
    const LocalAddress name(GetParam(), port.number());
    const Socket listening(AF_UNIX);
    ASSERT_EQ(::bind(listening.fd(), name.data(), static_cast<socklen_t>(name.size())), 0);
    ASSERT_EQ(::listen(listening.fd(), 1), 0);
    EXPECT_NO_THROW(Stream(port.nearest()));
}

INSTANTIATE_TEST_SUITE_P(Of, Nearest, testing::Values("127.0.0.1", "0.0.0.0"),
                         [](const auto& info) { return info.index == 0 ? "TheAddress" : "All"; });

TEST(NearestAddress, IsTcpOtherwise)
{
    test::FakeNode node([](test::Peer& peer) { peer.read_to_end(); });
    EXPECT_NO_THROW(Stream("nearest:localhost:" + std::to_string(node.address().port)));
}

TEST(NearestAddress, OfNobodyIsSaidAsTheUserKnowsIt)
{
    const SilentPort port;
    EXPECT_THAT([&] { Stream(port.nearest()); },
                testing::ThrowsMessage<std::runtime_error>(testing::StartsWith(
                    "cannot connect to 127.0.0.1:" + std::to_string(port.number()) + ": ")));
}

} // namespace
} // namespace dmq::bench
