// SPDX-License-Identifier: BSL-1.0
// All nodes of a client, and which one a request goes to (neo-protocol §9.1, §9.4).
#pragma once

#include "core/node.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

namespace dmq::client {

class NodeSet {
public:
    NodeSet(Context& context, INodeEvents& events);

    /// Null if the node is there already.
    Node* add(const Address& address);
    Node& operator[](std::uint32_t index) noexcept { return *nodes_[index]; }
    /// In the order in which they were added, which is that of their indexes.
    const std::vector<std::unique_ptr<Node>>& all() const noexcept { return nodes_; }
    bool empty() const noexcept { return nodes_.empty(); }

    /// Round robin over the nodes that are ready, by kind of request; null if none is.
    Node* first(RequestKind kind) noexcept;
    /// The next node behind `node` that is ready and none of `failed`; null if there is none.
    Node* next(const Node& node, const std::vector<std::uint32_t>& failed) noexcept;

private:
    std::vector<std::unique_ptr<Node>> nodes_;
    std::vector<Node*> order_; // by address
    std::array<std::uint64_t, request_kinds> cursors_{}; // into order_, modulo its size
    std::mt19937_64 random_;
    Context& context_;
    INodeEvents& events_;
};

} // namespace dmq::client
