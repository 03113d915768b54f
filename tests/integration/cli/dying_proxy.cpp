// SPDX-License-Identifier: BSL-1.0
#include "integration/cli/dying_proxy.hpp"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace dmq::test {
namespace {

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// How many bytes went from one to the other; 0: one of them has gone.
std::size_t pass_piece(int from, int to)
{
    std::array<char, 4096> piece;
    const ssize_t size = ::recv(from, piece.data(), piece.size(), 0);
    if (size <= 0 || ::send(to, piece.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) != size)
        return 0;
    return static_cast<std::size_t>(size);
}

} // namespace

DyingProxy::DyingProxy(const client::Address& node, std::size_t bytes)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 1) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this, port = node.port, bytes] { pass_on(port, bytes); });
}

DyingProxy::~DyingProxy()
{
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void DyingProxy::pass_on(std::uint16_t node_port, std::size_t bytes) const
{
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    ::shutdown(listener_, SHUT_RDWR); // nobody else is let in
    const int node = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(node_port);
    bool alive = client >= 0 &&
        ::connect(node, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    for (std::size_t passed = 0; alive && passed < bytes;) {
        pollfd polled[] = {{client, POLLIN, 0}, {node, POLLIN, 0}};
        alive = ::poll(polled, 2, 30'000) > 0;
        if (alive && polled[1].revents != 0)
            alive = pass_piece(node, client) > 0;
        if (alive && polled[0].revents != 0) {
            const std::size_t size = pass_piece(client, node);
            alive = size > 0;
            passed += size;
        }
    }
    ::close(node);
    if (client >= 0)
        ::close(client);
}

} // namespace dmq::test
