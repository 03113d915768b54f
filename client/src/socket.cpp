// SPDX-License-Identifier: BSL-1.0
#include "socket.hpp"

#include <dmq/client/error.hpp>
#include <dmq/protocol/local_address.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dmq::client {
namespace {

using Resolved = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

[[noreturn]] void fail_connect(const Address& node, const std::string& why)
{
    throw Error(Error::Kind::connect, "cannot connect to " + to_string(node) + ": " + why);
}

Resolved resolve(const Address& node)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(node.port);
    if (const int error = ::getaddrinfo(node.host.c_str(), port.c_str(), &hints, &found))
        fail_connect(node, ::gai_strerror(error));
    return {found, ::freeaddrinfo};
}

void set(int fd, int level, int name, int value)
{
    ::setsockopt(fd, level, name, &value, sizeof value);
}

} // namespace

void set_options(int fd)
{
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 5);
    set(fd, IPPROTO_TCP, TCP_KEEPCNT, 3);
    set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 3);
}

namespace {

/// 0 or an errno value; EINTR when the stop descriptor is readable.
int wait_connected(int fd, const Options& options)
{
    const auto deadline = Clock::now() + options.connect_timeout;
    pollfd polled[] = {{fd, POLLOUT, 0}, {options.stop_fd, POLLIN, 0}};
    while (true) {
        const int ready = ::poll(polled, 2, poll_time(deadline));
        if (ready == 0)
            return ETIMEDOUT;
        if (ready < 0 && errno != EINTR)
            return errno;
        if (ready > 0 && polled[1].revents != 0)
            return EINTR;
        if (ready > 0)
            break;
    }
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

int connect(int fd, const addrinfo& to, const Options& options)
{
    set_options(fd);
    if (::connect(fd, to.ai_addr, to.ai_addrlen) == 0)
        return 0;
    return errno == EINPROGRESS || errno == EINTR ? wait_connected(fd, options) : errno;
}

/// A connected socket of a node on this host; -1 if there is none.
int connect_locally(const addrinfo& to)
{
    for (const LocalAddress& way : local_ways_to(*to.ai_addr)) {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0)
            return -1;
        if (::connect(fd, way.data(), static_cast<socklen_t>(way.size())) == 0)
            return fd;
        ::close(fd);
    }
    return -1;
}

} // namespace

int poll_time(Clock::time_point deadline)
{
    if (deadline == Clock::time_point::max())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

Socket::Socket(const Address& node, const Options& options)
{
    const Resolved found = resolve(node);
    int error = 0;
    for (const addrinfo* at = found.get(); at != nullptr && fd_ < 0; at = at->ai_next) {
        fd_ = options.local_sockets ? connect_locally(*at) : -1;
        if (fd_ >= 0)
            return;
        fd_ = ::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        error = fd_ < 0 ? errno : connect(fd_, *at, options);
        if (error != 0)
            close();
        if (error == EINTR)
            throw Error(Error::Kind::interrupted, "interrupted");
    }
    if (fd_ < 0)
        fail_connect(node, std::strerror(error));
}

void Socket::close() noexcept
{
    if (fd_ >= 0)
        ::close(fd_);
    fd_ = -1;
}

void Socket::shutdown_sending() noexcept { ::shutdown(fd_, SHUT_WR); }

std::ptrdiff_t Socket::receive(std::span<std::byte> space) noexcept
{
    return ::recv(fd_, space.data(), space.size(), 0);
}

std::ptrdiff_t Socket::send(Bytes bytes) noexcept
{
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

} // namespace dmq::client
