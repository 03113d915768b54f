// SPDX-License-Identifier: BSL-1.0
// What a client counts (neo-protocol §11.2). Plain values: a snapshot.
#pragma once

#include <dmq/client/address.hpp>
#include <dmq/client/notification.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

namespace dmq::client {

/// How often something took how long. Bins: 0 µs, then 1, 2, 5 × 10^k µs for k = 0 to 5, 1 s and
/// more; bin i counts times from its lower bound up to that of bin i + 1.
struct TimeHistogram {
    static constexpr std::size_t bins = 20;

    std::array<std::uint64_t, bins> counts{};
    std::uint64_t count = 0;
    std::uint64_t total_micros = 0;

    /// Microseconds.
    DMQ_EXPORT static std::uint64_t lower_bound(std::size_t bin) noexcept;
    DMQ_EXPORT static std::size_t bin_of(std::uint64_t micros) noexcept;
    /// 0 if nothing was counted.
    double mean_micros() const noexcept
    {
        return count == 0 ? 0 : static_cast<double>(total_micros) / static_cast<double>(count);
    }
};

/// How large something was. Bin i counts sizes below 2^i that bin i - 1 does not count.
struct SizeHistogram {
    static constexpr std::size_t bins = 40;

    std::array<std::uint64_t, bins> counts{};
    std::uint64_t count = 0;
    std::uint64_t total_bytes = 0;
};

struct RequestStatistics {
    TimeHistogram time; // from the start to the end, successful or not
    std::uint64_t failures = 0;
    /// Nodes that did not do what was asked for, one request may have several.
    std::uint64_t failed_tries = 0;
};

/// One direction of a connection.
struct TransferStatistics {
    SizeHistogram messages; // bodies
    SizeHistogram calls; // bytes by socket call
    std::uint64_t would_block = 0;
};

enum class NodeState : std::uint8_t { waiting, connecting, logging_in, ready, closed };

struct NodeInfo {
    Address address;
    NodeState state{};
    /// Of the last failed attempt or lost connection; none once it is ready.
    std::error_code last_error;
    std::uint64_t connects = 0; // successful ones
    std::uint64_t failed_connects = 0;
    TransferStatistics sent;
    TransferStatistics received;
    /// Bursts of messages that the socket took at once, and how long it took for the others.
    std::uint64_t sent_at_once = 0;
    TimeHistogram send_waits;
};

struct Statistics {
    std::size_t active_requests = 0;
    std::size_t active_bytes = 0;
    std::size_t max_active_requests = 0;
    std::size_t registered_nodes = 0;
    std::size_t connected_nodes = 0;
    /// Never connected so far.
    std::size_t initializing_nodes = 0;
    std::array<RequestStatistics, request_kinds> requests; // by RequestKind
    std::vector<NodeInfo> nodes; // in the order in which they were added

    const RequestStatistics& of(RequestKind kind) const noexcept
    {
        return requests[static_cast<std::size_t>(kind)];
    }
};

} // namespace dmq::client
