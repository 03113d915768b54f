// SPDX-License-Identifier: BSL-1.0
// What the parts of the engine share: time, transport, what leaves for the application.
#pragma once

#include "core/backoff.hpp"
#include "core/counters.hpp"

#include <dmq/client/client_options.hpp>
#include <dmq/client/detail/delivery.hpp>
#include <dmq/protocol/neo_handshake.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace dmq::client {

/// The sockets. Never calls back from these.
class ITransport {
public:
    virtual ~ITransport() = default;
    /// Ends with Engine::connected or Engine::lost.
    virtual void connect(std::uint32_t node) = 0;
    /// Ends the connection or the attempt; nothing more is heard of it.
    virtual void close(std::uint32_t node) = 0;
    /// There are bytes in the node's queue.
    virtual void send(std::uint32_t node) = 0;
};

/// What is outstanding. Any thread.
struct Load {
    static constexpr auto relaxed = std::memory_order_relaxed; // nothing else depends on them

    std::atomic<std::size_t> requests{0};
    std::atomic<std::size_t> bytes{0};

    /// Counts a request of this size if the limits allow it.
    bool admit(std::size_t size, const ClientOptions& limits) noexcept
    {
        const std::size_t others = requests.fetch_add(1, relaxed);
        const std::size_t other_bytes = bytes.fetch_add(size, relaxed);
        if (others < limits.max_requests &&
            (other_bytes == 0 || other_bytes + size <= limits.max_bytes))
            return true;
        release(size);
        return false;
    }
    void release(std::size_t size) noexcept
    {
        requests.fetch_sub(1, relaxed);
        bytes.fetch_sub(size, relaxed);
    }
    Counter max_requests; // counted on the client's executor
};

/// Written on the client's executor, read by all.
struct Counters {
    Load load;
    std::array<RequestCounter, request_kinds> requests;
    Counter registered_nodes;
    Counter connected_nodes;
    Counter initializing_nodes;

    RequestCounter& of(RequestKind kind) noexcept
    {
        return requests[static_cast<std::size_t>(kind)];
    }
};

struct Context {
    const ClientOptions& options;
    ITransport& transport;
    Counters& counters;
    neo::UnixClock unix_clock;
    Time now{};
    std::vector<detail::Delivery*> outbox; // owned

    /// The application gets to hear it, also through `other`, if there is one that is not empty.
    void notify(Notification&& event, const std::shared_ptr<const Notifier>& other = {});
};

} // namespace dmq::client
