// SPDX-License-Identifier: BSL-1.0
// One node: its connection as a state machine, without a socket (neo-protocol §9.2).
#pragma once

#include "buffer.hpp"
#include "core/context.hpp"
#include "core/login.hpp"
#include "core/out_queue.hpp"

#include <dmq/client/address.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>

namespace dmq::client {

class Node;

/// Who is told what happens on connections.
class INodeEvents {
public:
    virtual ~INodeEvents() = default;
    virtual void node_ready(Node& node) = 0;
    /// An error ends the connection. The payload is valid during the call.
    virtual std::error_code node_message(Node& node, const neo::RequestMessage& message) = 0;
    /// A connection that was ready has ended.
    virtual void node_lost(Node& node) = 0;
};

/// What other threads may see of a node.
struct NodeStatus {
    explicit NodeStatus(const Address& node) : address(node) { }

    const Address address;
    std::atomic<NodeState> state{NodeState::waiting};
    Counter connects;
    Counter failed_connects;
    TransferCounter sent;
    TransferCounter received;
    Counter sent_at_once;
    TimeCounter send_waits;

    void reset_counters() noexcept;
    void set_error(std::error_code error);
    NodeInfo snapshot() const;

private:
    mutable std::mutex mutex_;
    std::error_code last_error_;
};

class Node {
public:
    Node(std::uint32_t index, const Address& address, std::uint64_t seed, Context& context,
         INodeEvents& events);

    std::uint32_t index() const noexcept { return index_; }
    const Address& address() const noexcept { return status_->address; }
    bool ready() const noexcept { return state_ == NodeState::ready; }
    const std::shared_ptr<NodeStatus>& status() const noexcept { return status_; }
    /// Received bytes; received() takes them.
    Buffer& in() noexcept { return in_; }
    OutQueue& out() noexcept { return out_; }
    /// Appends a whole message to out(). Only when ready.
    void send(Bytes message, const SharedBytes& memory = {});

    /// The transport has connected.
    void connected();
    /// The transport has put bytes into in().
    void received();
    /// The transport could not connect, or the connection has ended.
    void lost(std::error_code cause);
    /// What is due at this time.
    void tick();
    /// Ends the connection, if there is one, and connects anew at once.
    void reconnect(std::error_code cause);
    /// For good.
    void close();
    /// When tick() has something to do; Time::max(): never.
    Time deadline() const noexcept { return deadline_; }

private:
    void set_state(NodeState state) noexcept;
    bool log_in();
    std::error_code take_messages();
    std::error_code take_short_messages();
    std::error_code take_message(Bytes body);
    void fail(std::error_code cause);
    void end_connection() noexcept;

    std::uint32_t index_;
    Context& context_;
    INodeEvents& events_;
    Backoff backoff_;
    std::shared_ptr<NodeStatus> status_;
    NodeState state_ = NodeState::waiting;
    Time deadline_;
    Time ready_since_{};
    Buffer in_;
    OutQueue out_;
    std::optional<Login> login_;
};

} // namespace dmq::client
