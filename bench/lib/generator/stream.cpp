// SPDX-License-Identifier: BSL-1.0
#include "stream.hpp"

#include <dmq/protocol/local_address.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace dmq::bench {
namespace {

constexpr timeval silence{10, 0};
constexpr std::string_view local = "local:";
constexpr std::string_view nearest = "nearest:";

[[noreturn]] void fail(const std::string& what)
{
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct Target {
    std::string host;
    std::uint16_t port = 0;
};

Target target_of(const std::string& address)
{
    const auto colon = address.rfind(':');
    const std::string port = colon == std::string::npos ? "" : address.substr(colon + 1);
    Target target{address.substr(0, colon)};
    const bool brackets = target.host.starts_with('[') && target.host.ends_with(']');
    if (brackets)
        target.host = target.host.substr(1, target.host.size() - 2);
    const char* const end = port.data() + port.size();
    if (target.host.empty() || (!brackets && target.host.find(':') != std::string::npos) ||
        std::from_chars(port.data(), end, target.port).ptr != end || target.port == 0)
        throw std::runtime_error("'" + address + "' is neither HOST:PORT nor a path");
    return target;
}

using Resolved = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Resolved resolve(const std::string& address)
{
    const Target target = target_of(address);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(target.port);
    if (const int error = ::getaddrinfo(target.host.c_str(), port.c_str(), &hints, &found))
        throw std::runtime_error("cannot connect to " + address + ": " + ::gai_strerror(error));
    return {found, ::freeaddrinfo};
}

sockaddr_un unix_name(const std::string& path)
{
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.size() >= sizeof name.sun_path)
        throw std::runtime_error("the path of a socket is too long: " + path);
    std::ranges::copy(path, name.sun_path);
    return name;
}

/// -1 with errno.
int connected_socket(int family, const sockaddr* name, socklen_t size)
{
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ::connect(fd, name, size) == 0)
        return fd;
    const int why = errno;
    ::close(fd);
    errno = why;
    return -1;
}

int connect_local(const LocalAddress& name)
{
    return connected_socket(AF_UNIX, name.data(), static_cast<socklen_t>(name.size()));
}

/// To the first of its addresses that takes it.
int connect_tcp(const Resolved& found)
{
    int fd = -1;
    for (const addrinfo* at = found.get(); at != nullptr && fd < 0; at = at->ai_next)
        fd = connected_socket(at->ai_family, at->ai_addr, at->ai_addrlen);
    const int on = 1;
    if (fd >= 0)
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

int connect_unix(const std::string& path)
{
    const sockaddr_un name = unix_name(path);
    return connected_socket(AF_UNIX, reinterpret_cast<const sockaddr*>(&name), sizeof name);
}

int connect_local(const std::string& node)
{
    const Target target = target_of(node);
    return connect_local(LocalAddress(target.host, target.port));
}

/// As the client library does.
int connect_nearest(const std::string& address)
{
    const Resolved found = resolve(address);
    for (const addrinfo* at = found.get(); at != nullptr; at = at->ai_next) {
        for (const LocalAddress& way : local_ways_to(*at->ai_addr)) {
            if (const int fd = connect_local(way); fd >= 0)
                return fd;
        }
    }
    return connect_tcp(found);
}

int connect_as_said(const std::string& address)
{
    if (address.starts_with('/'))
        return connect_unix(address);
    if (address.starts_with(local))
        return connect_local(address.substr(local.size()));
    if (address.starts_with(nearest))
        return connect_nearest(address.substr(nearest.size()));
    return connect_tcp(resolve(address));
}

int connect(const std::string& address)
{
    const int fd = connect_as_said(address);
    if (fd < 0)
        fail("cannot connect to " +
             (address.starts_with(nearest) ? address.substr(nearest.size()) : address));
    return fd;
}

} // namespace

Stream::Stream(const std::string& address) : Stream(connect(address)) { }

Stream::Stream(int fd) : fd_(fd)
{
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof silence);
}

Stream::Stream(Stream&& other) noexcept : fd_(std::exchange(other.fd_, -1)) { }

Stream::~Stream()
{
    if (fd_ >= 0)
        ::close(fd_);
}

void Stream::send(Output& out) const
{
    while (out.size() > 0) {
        const ssize_t size = ::send(fd_, out.rest().data(), out.size(), MSG_NOSIGNAL);
        if (size < 0)
            fail("the server does not take what is sent");
        out.sent(static_cast<std::size_t>(size));
    }
}

std::vector<std::byte> Stream::receive(std::size_t size) const
{
    std::vector<std::byte> bytes(size);
    for (std::size_t got = 0; got < size;) {
        const ssize_t part = ::recv(fd_, bytes.data() + got, size - got, 0);
        if (part == 0)
            throw std::runtime_error("the server has closed the connection");
        if (part < 0)
            fail("the server does not answer");
        got += static_cast<std::size_t>(part);
    }
    return bytes;
}

std::string Stream::receive_line() const
{
    std::string line;
    while (!line.ends_with("\r\n"))
        line += text_of(receive(1));
    line.resize(line.size() - 2);
    return line;
}

void Stream::do_not_block() const { ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK); }

} // namespace dmq::bench
