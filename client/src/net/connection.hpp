// SPDX-License-Identifier: BSL-1.0
// The socket of one attempt to connect to a node, and of the connection that comes of it.
#pragma once

#include "buffer.hpp"
#include "core/counters.hpp"
#include "core/node.hpp"

#include <dmq/client/address.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <system_error>
#include <vector>

namespace dmq::client {

class Connection;

/// Who is told. On the client's executor; kept alive by the connection's operations.
class IConnectionEvents {
public:
    virtual ~IConnectionEvents() = default;
    virtual void on_connected(Connection& connection) = 0;
    /// There are new bytes in the node's buffer.
    virtual void on_received(Connection& connection) = 0;
    /// Could not connect, or has ended.
    virtual void on_lost(Connection& connection, std::error_code cause) = 0;
};

/// Ends with close(): nothing is told after that. On the client's executor.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    /// `node` outlives the operations. `local_sockets`: tries those of this host first.
    Connection(const boost::asio::any_io_executor& executor, Node& node,
               std::weak_ptr<IConnectionEvents> events, bool local_sockets);

    Node& node() noexcept { return node_; }
    void connect();
    /// Sends what is in the node's queue, now and whenever the socket can take it.
    void send();
    void close() noexcept;

private:
    using Protocol = boost::asio::generic::stream_protocol;
    using Resolver = boost::asio::ip::tcp::resolver;

    void resolve();
    std::vector<Protocol::endpoint> ways_to(const boost::asio::ip::tcp::endpoint& node) const;
    void connect_to(std::vector<Protocol::endpoint> endpoints, std::error_code last_error);
    void established();
    void receive();
    bool send_some();
    void wait_writable();
    void all_sent();
    void fail(std::error_code cause);
    template <class Event> void tell(Event event);

    Node& node_;
    std::weak_ptr<IConnectionEvents> events_;
    const bool local_sockets_;
    Protocol::socket socket_;
    std::unique_ptr<Resolver> resolver_;
    bool connected_ = false;
    bool closed_ = false;
    bool waits_writable_ = false;
    std::optional<Time> blocked_since_; // bytes wait for the socket
};

} // namespace dmq::client
