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
#include <cstdint>
#include <memory>
#include <utility>
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
class Load {
public:
    /// Counts a request of this size if the limits allow it.
    bool admit(std::size_t size, const ClientOptions& limits) noexcept
    {
        const std::uint64_t before = both_.fetch_add(one + size, relaxed);
        if (requests_in(before) < limits.max_requests &&
            (bytes_in(before) == 0 || bytes_in(before) + size <= limits.max_bytes))
            return true;
        release(size);
        return false;
    }
    void release(std::size_t size) noexcept { both_.fetch_sub(one + size, relaxed); }
    /// release() for several requests. On the client's executor: nothing is free before
    /// release_finished().
    void finished(std::size_t size) noexcept { finished_ += one + size; }
    void release_finished() noexcept
    {
        if (finished_ > 0)
            both_.fetch_sub(std::exchange(finished_, 0), relaxed);
    }

    std::size_t requests() const noexcept { return requests_in(both_.load(relaxed)); }
    std::size_t bytes() const noexcept { return bytes_in(both_.load(relaxed)); }

    Counter max_requests; // counted on the client's executor

private:
    static constexpr auto relaxed = std::memory_order_relaxed; // nothing else depends on it
    static constexpr std::uint64_t one = std::uint64_t{1} << 40U; // bytes below, requests above

    static std::size_t requests_in(std::uint64_t both) noexcept { return both / one; }
    static std::size_t bytes_in(std::uint64_t both) noexcept { return both % one; }

    std::atomic<std::uint64_t> both_{0};
    std::uint64_t finished_ = 0; // a part of both_
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
