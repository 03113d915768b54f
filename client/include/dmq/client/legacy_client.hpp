// SPDX-License-Identifier: BSL-1.0
// The legacy requests of a whole DMQ: blocking calls on pooled connections.
#pragma once

#include <dmq/client/legacy_connection.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::client {

class LegacyClient;
class LegacyPool;

struct LegacyOptions {
    std::vector<Address> nodes; // legacy addresses
    /// Connections that are kept open to a node while they are not used (legacy-protocol §11.1).
    std::size_t idle_connections = 5;
    Options connection;
    /// For round robin; 0: a random one.
    std::uint64_t seed = 0;
};

/// What one node answered: a value, or why there is none.
template <class T> struct FromNode {
    Address node;
    std::optional<T> value;
    std::optional<Error> error;
};

/// A connection that goes back to its pool when it is destroyed, if it is still open.
class DMQ_EXPORT PooledConnection {
public:
    PooledConnection(std::shared_ptr<LegacyPool> pool, LegacyConnection connection);
    PooledConnection(PooledConnection&&) noexcept = default;
    PooledConnection& operator=(PooledConnection&&) = delete;
    ~PooledConnection();

    LegacyConnection& operator*() noexcept { return connection_; }
    LegacyConnection* operator->() noexcept { return &connection_; }

private:
    std::shared_ptr<LegacyPool> pool_;
    LegacyConnection connection_;
};

/// A stream of records that is spread over all nodes, without acknowledgements (legacy-protocol
/// §7.3). A node that fails is left out from then on; what it had been given may be lost. One
/// thread.
class DMQ_EXPORT ProduceStream {
public:
    using Failures = std::vector<FromNode<Status>>;

    /// What LegacyClient::produce and produce_multi do.
    ProduceStream(LegacyClient& client, Names channels);
    ~ProduceStream();
    ProduceStream(const ProduceStream&) = delete;
    ProduceStream& operator=(const ProduceStream&) = delete;

    /// Queues one record of 1 byte to 10 MiB for the next node. Throws Error when no node is left,
    /// std::invalid_argument for another size.
    void push(std::string_view record);
    /// Returns when the kernel has taken everything. Throws as push().
    void flush();
    /// Ends the streams, once. Throws as push().
    void end();
    /// Nodes that failed, with the reason. Valid until the next call.
    const Failures& failures() const noexcept { return failures_; }
    std::uint64_t pushed() const noexcept { return pushed_; }

private:
    struct Stream;

    void require_one() const;
    void on_each(const std::function<void(Producer&)>& action);
    void drop(std::size_t stream, const Error& error);

    std::vector<std::unique_ptr<Stream>> streams_;
    std::size_t next_ = 0;
    std::uint64_t pushed_ = 0;
    Failures failures_;
};

/// All legacy requests (legacy-protocol §7, §8, §11) to all nodes. Any thread, several at once:
/// each call has a connection for itself. Names and records are not checked: the nodes' answers
/// count.
class DMQ_EXPORT LegacyClient {
public:
    /// Connects to nothing yet.
    explicit LegacyClient(LegacyOptions options);
    ~LegacyClient();

    /// One node in turn, then the others until one answers 200; else the last answer. Throws the
    /// last Error if no node answered.
    Status push(std::string_view channel, std::string_view record);
    /// The same, but no other node is tried after an answer that is not 500: part of it may be
    /// done.
    Status push_multi(Names channels, std::string_view record);
    /// The first record that a node in turn, or one of the others, has; an empty one: no node has
    /// any. Another status only if all nodes answered so.
    Answer<std::string> pop(std::string_view channel);

    /// Every node, one after the other.
    std::vector<FromNode<Status>> remove_channel(std::string_view channel);
    std::vector<FromNode<Answer<std::vector<std::string>>>> get_channels();
    std::vector<FromNode<Answer<Size>>> get_channel_size(std::string_view channel);
    std::vector<FromNode<Answer<Size>>> get_size();
    std::vector<FromNode<Answer<Count>>> get_size_limit();
    std::vector<FromNode<Answer<Count>>> get_num_connections();

    /// Streams to all nodes that can be reached. Throws Error if none can.
    ProduceStream produce(std::string_view channel);
    ProduceStream produce_multi(Names channels);

    /// A connection to one node, for requests like Consume. Throws Error. Gives it back when done.
    PooledConnection connection(const Address& node);
    const std::vector<Address>& nodes() const noexcept;

private:
    template <class Result, class Ask, class Final>
    Result ask_in_turn(std::uint64_t turn, Ask ask, Final is_final);
    template <class Ask> auto ask_all(Ask ask);

    std::shared_ptr<LegacyPool> pool_;
};

} // namespace dmq::client
