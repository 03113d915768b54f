// SPDX-License-Identifier: BSL-1.0
#include "stream.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
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

[[noreturn]] void fail(const std::string& what)
{
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

sockaddr_in tcp_name(const std::string& address)
{
    const auto colon = address.rfind(':');
    sockaddr_in name{};
    name.sin_family = AF_INET;
    std::uint16_t port = 0;
    const char* const end = address.data() + address.size();
    if (colon == std::string::npos ||
        ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &name.sin_addr) != 1 ||
        std::from_chars(address.data() + colon + 1, end, port).ptr != end)
        throw std::runtime_error("'" + address + "' is neither HOST:PORT nor a path");
    name.sin_port = htons(port);
    return name;
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

template <class Name> int connect(const std::string& address, const Name& name, int family)
{
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        fail("socket");
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) {
        const int why = errno;
        ::close(fd);
        errno = why;
        fail("cannot connect to " + address);
    }
    return fd;
}

int connect(const std::string& address)
{
    if (address.starts_with('/'))
        return connect(address, unix_name(address), AF_UNIX);
    const int fd = connect(address, tcp_name(address), AF_INET);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
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
