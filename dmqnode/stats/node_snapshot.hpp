// SPDX-License-Identifier: BSL-1.0
// All that is known about a running node at a moment: what logs, console and sockets show.
#pragma once

#include "stats/process_stats.hpp"

#include <dmq/node/channels.hpp>
#include <dmq/node/log_config.hpp>
#include <dmq/node/node_stats.hpp>
#include <dmq/plugin/plugin.hpp>
#include <dmq/plugin/storage.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dmq::node_app {

/// Connections of one protocol.
struct ConnectionCounts {
    std::size_t open = 0;
    std::size_t limit = 0; // 0: none

    /// Open ones in percent of the limit, truncated; 0 without a limit.
    std::size_t percent() const noexcept { return limit == 0 ? 0 : open * 100 / limit; }
};

/// One queue of a channel: the channel's only one, or a subscriber's.
struct QueueSnapshot {
    std::string storage_name;
    QueueUsage usage;
    std::size_t consumers = 0;
};

struct ChannelSnapshot {
    std::string name;
    std::vector<QueueSnapshot> queues;

    QueueUsage usage() const noexcept;
    std::size_t consumers() const noexcept;
    /// Fullness of the memory of its fullest queue: at 100 it refuses records or overflows.
    unsigned percent() const noexcept;
};

/// One request name of a protocol, all its versions together.
struct RequestSnapshot {
    Protocol protocol = Protocol::legacy;
    std::string name;
    Timing timing = Timing::timed;
    RequestCounts counts;
    std::uint64_t max_active = 0; // since max_active was last taken, or now if it is not
};

/// Counters are those since the start of the node. A plain value.
struct NodeSnapshot {
    std::chrono::steady_clock::time_point time;
    ProcessStats process;
    Traffic traffic;
    ConnectionCounts legacy;
    ConnectionCounts neo;
    ActionCounters actions;
    log::LineCounts lines;
    std::vector<RequestSnapshot> requests;
    std::vector<ChannelSnapshot> channels; // by name

    /// Null if no plugin brings the request.
    const RequestSnapshot* find(Protocol protocol, std::string_view name) const noexcept;
    /// Sum over all channels.
    QueueUsage usage() const noexcept;
};

} // namespace dmq::node_app
