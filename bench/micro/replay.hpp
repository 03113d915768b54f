// SPDX-License-Identifier: BSL-1.0
// A connection of the node in this thread: bytes go in and come out as through a socket.
#pragma once

#include "plugins.hpp"
#include "protocol.hpp"

#include <dmq/node/connection_handler.hpp>
#include <dmq/node/event_loop.hpp>
#include <dmq/node/services.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace dmq::bench {

/// What all replayed connections share: one loop, which never gets a thread of its own.
class ReplayNode final : public INodeInfo {
public:
    ReplayNode();

    EventLoop& loop() noexcept { return loop_; }
    const ConnectionShared& shared() const noexcept { return shared_; }
    const Credentials& credentials() const noexcept { return credentials_; }

    std::string_view address() const noexcept override { return "127.0.0.1"; }
    std::uint16_t port() const noexcept override { return 0; }
    std::uint64_t open_connections() const noexcept override { return 1; }
    std::uint64_t channel_size_limit() const noexcept override { return queue_size; }

private:
    RingChannels channels_;
    EventLoop loop_{"replay"};
    Services services_;
    NodeStats stats_{1, plugins().requests().size()};
    neo::Settings neo_;
    Credentials credentials_;
    ConnectionShared shared_;
};

/// One client of it. The client's side costs a send and some recv for each exchange.
class ReplayConnection {
public:
    /// Legacy or neo; logged in, and past the first answer of a stream.
    ReplayConnection(ReplayNode& node, Dialect dialect, const Attachment& attachment);
    ReplayConnection(const ReplayConnection&) = delete;
    ReplayConnection& operator=(const ReplayConnection&) = delete;
    ~ReplayConnection();

    /// So many requests for records of one size, as bytes.
    std::vector<std::byte> requests(std::uint64_t count, std::size_t record_size);
    /// Sends requests in one burst. Throws std::runtime_error if the socket does not take them.
    void send(Bytes requests);
    /// Lets the node work until it has sent so many bytes. Throws std::runtime_error if it never
    /// does, or sends more.
    void expect(std::size_t answers);

private:
    void open();

    ReplayNode& node_;
    std::unique_ptr<IProtocol> protocol_;
    std::unique_ptr<ConnectionHandler> handler_;
    std::optional<Stream> client_;
    bool ended_ = false;
};

} // namespace dmq::bench
