// SPDX-License-Identifier: BSL-1.0
// What the loops of a node count: each for itself, added up when somebody asks.
#pragma once

#include <dmq/node/request_stats.hpp>
#include <dmq/node/socket.hpp>
#include <dmq/plugin/abi.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace dmq {

/// Socket bytes since the start of the node.
struct Traffic {
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
};

/// The counters of one loop, far from those of others.
struct alignas(128) LoopStats {
    explicit LoopStats(std::size_t request_types)
        : requests(std::make_unique<RequestCounters[]>(request_types))
    {
    }

    TrafficCounters traffic;
    std::unique_ptr<RequestCounters[]> requests; // by PluginRegistry::Request::index
};

/// Any thread may ask; every loop writes its own LoopStats.
class DMQ_EXPORT NodeStats {
public:
    NodeStats(std::size_t loops, std::size_t request_types);

    LoopStats& of_loop(std::size_t index) noexcept { return *loops_[index]; }
    Traffic traffic() const noexcept;
    /// Of the request type with this index, over all loops.
    RequestCounts requests(std::size_t type) const noexcept;
    /// The most requests of the type that were active since the last call: exact with one loop, the
    /// sum of the loops' own maxima with several. One thread at a time.
    std::uint64_t take_max_active(std::size_t type) noexcept;
    /// A number that no other connection of the node has.
    std::uint64_t next_connection() noexcept
    {
        return 1 + connections_.fetch_add(1, std::memory_order_relaxed);
    }

private:
    std::vector<std::unique_ptr<LoopStats>> loops_;
    std::atomic<std::uint64_t> connections_{0};
};

} // namespace dmq
