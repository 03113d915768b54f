// SPDX-License-Identifier: BSL-1.0
// A socket that accepts connections for as long as it is open, whatever goes wrong meanwhile.
#pragma once

#include <dmq/node/socket.hpp>
#include <dmq/plugin/abi.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace dmq {

/// Where and how a protocol listens (node-behaviour §3.2, §16).
struct ListenOptions {
    std::string name; // of the protocol, for messages
    std::string address; // IPv4 literal
    std::uint16_t port = 0;
    int backlog = 2048;
    std::size_t connection_limit = 5000; // 0: none
    bool local = false; // also on LocalAddress, for clients of this host
};

/// Confined to its loop.
class DMQ_EXPORT ListeningSocket {
public:
    /// Takes the next connection: an open socket. Called once per accept().
    using Accepted = std::function<void(Socket)>;

    /// What clients connect to.
    enum class Family : std::uint8_t {
        tcp,
        local, // a UNIX-domain socket: LocalAddress
    };

    /// Binds. Throws std::runtime_error with address, port and reason.
    ListeningSocket(boost::asio::io_context& context, const ListenOptions& options,
                    Family family = Family::tcp);

    /// That of a TCP socket.
    std::uint16_t port() const;
    /// Throws std::runtime_error.
    void listen();
    /// Waits for one connection, which will belong to `context`. When there are no descriptors or
    /// memory for it, tries again every 100 ms, and says so in the log. Ends silently on close().
    void accept(boost::asio::io_context& context, Accepted accepted);
    /// Whether one more connection would be too many; says so in the log at most once a minute.
    bool limit_reached(std::size_t connections);
    void close();

private:
    void accept_later(boost::asio::io_context& context, Accepted accepted,
                      const boost::system::error_code& why);
    void complain(const std::string& text);

    const ListenOptions options_;
    boost::asio::basic_socket_acceptor<Socket::protocol_type> acceptor_;
    boost::asio::steady_timer retry_;
    std::chrono::steady_clock::time_point next_complaint_;
};

} // namespace dmq
