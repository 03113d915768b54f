// SPDX-License-Identifier: BSL-1.0
// A client of an administration socket.
#pragma once

#include "unique_fd.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>

namespace dmq::node_app {

/// A client that never blocks: the test runs the loop in between.
class Client {
public:
    explicit Client(const std::string& path)
        : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        connected_ = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
                               sizeof address) == 0;
    }

    bool connected() const { return connected_; }
    void send(std::string_view text)
    {
        ASSERT_EQ(::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    void end_of_input() { ::shutdown(socket_.get(), SHUT_WR); }
    void leave() { socket_.reset(); }

    /// Takes what has arrived.
    void receive()
    {
        char piece[65536];
        ssize_t size = 0;
        while ((size = ::recv(socket_.get(), piece, sizeof piece, 0)) > 0)
            received.append(piece, static_cast<std::size_t>(size));
        closed = closed || size == 0 || errno == ECONNRESET;
    }

    std::string received;
    bool closed = false;

private:
    UniqueFd socket_;
    bool connected_ = false;
};

} // namespace dmq::node_app
