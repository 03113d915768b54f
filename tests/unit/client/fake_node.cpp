// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <unit/client/fake_node.hpp>

namespace dmq::test {
namespace {

template <class T> std::string raw(T value)
{
    std::array<std::byte, sizeof value> bytes;
    store(bytes.data(), value);
    return std::string(text_of(bytes));
}

int listen_somewhere(std::uint16_t& port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof name;
    auto* const address = reinterpret_cast<sockaddr*>(&name);
    if (::bind(fd, address, size) != 0 || ::listen(fd, 8) != 0 ||
        ::getsockname(fd, address, &size) != 0)
        throw std::runtime_error("the fake node cannot listen");
    port = ntohs(name.sin_port);
    return fd;
}

} // namespace

std::string integer(std::int32_t value) { return raw(value); }
std::string integer64(std::uint64_t value) { return raw(value); }
std::string integer16(std::uint16_t value) { return raw(value); }
std::string array(std::string_view text) { return integer64(text.size()) + std::string(text); }
std::string command(legacy::Command code) { return raw(code); }

std::string list(const std::vector<std::string>& names)
{
    std::string bytes;
    for (const std::string& name : names)
        bytes += array(name);
    return bytes + array("");
}

Peer::~Peer() { ::close(fd_); }

std::string Peer::read(std::size_t size)
{
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::recv(fd_, bytes.data() + done, size - done, 0);
        if (got <= 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

std::string Peer::read_to_end()
{
    std::string all;
    for (std::string piece = read(4096); !piece.empty(); piece = read(4096))
        all += piece;
    return all;
}

void Peer::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void Peer::send_bytewise(std::string_view bytes)
{
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        send(bytes.substr(i, 1));
}

std::string Peer::read_push()
{
    const auto read_array = [this] {
        const std::string length = read(8);
        return length.size() < 8 ? std::string()
                                 : read(load<std::uint64_t>(bytes_of(length).data()));
    };
    if (read(4) != command(legacy::Command::push))
        return {};
    read_array();
    return read_array();
}

void Peer::reset()
{
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

FakeNode::FakeNode(std::vector<Script> scripts) : listener_(listen_somewhere(address_.port))
{
    thread_ = std::thread([this, scripts = std::move(scripts)] {
        for (const Script& script : scripts) {
            const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0)
                return;
            Peer peer(fd);
            script(peer);
        }
    });
}

FakeNode::FakeNode(std::string request, std::string answer)
    : FakeNode([request = std::move(request), answer = std::move(answer)](Peer& peer) {
          EXPECT_EQ(peer.read(request.size()), request);
          peer.send(answer);
      })
{
}

FakeNode::~FakeNode()
{
    ::shutdown(listener_, SHUT_RDWR); // ends a waiting accept
    thread_.join();
    ::close(listener_);
}

client::Address closed_address()
{
    client::Address address{"127.0.0.1", 0};
    ::close(listen_somewhere(address.port));
    return address;
}

} // namespace dmq::test
