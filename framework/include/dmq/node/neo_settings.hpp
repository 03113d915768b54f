// SPDX-License-Identifier: BSL-1.0
// What a node author decides about neo connections, and what is counted about them.
#pragma once

#include <dmq/protocol/neo_auth.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace dmq::neo {

/// Since the start of the node, but for the first. Any thread.
struct Counters {
    std::atomic<std::uint64_t> logging_in{0}; // connections that have not logged in yet, now
    std::atomic<std::uint64_t> logins_refused{0}; // closed at once: too many were logging in
    std::atomic<std::uint64_t> logins_rejected{0}; // name, time or code were wrong
    std::atomic<std::uint64_t> login_timeouts{0};
    std::atomic<std::uint64_t> protocol_errors{
        0}; // connections closed for one, as for the next two
    std::atomic<std::uint64_t> messages_too_long{0};
    std::atomic<std::uint64_t> too_many_requests{0};
};

struct Settings {
    /// The keys of the clients; called on any loop. Without it nobody can log in.
    KeyLookup key_of = [](std::string_view, Key&) { return false; };
    /// A connection that has not logged in by then is closed (§12 D16).
    std::chrono::milliseconds login_timeout{10000};
    /// So is one that sends nothing for so long before it has logged in; looked at as often.
    std::chrono::milliseconds login_idle_timeout{5000};
    /// Connections that may be logging in at once; one more is closed. 0: no limit.
    std::size_t max_logins = 1000;
    /// Longest body of a request message, in bytes (§12 D1).
    std::size_t max_body = default_max_body;
    /// Requests of one connection that may be active at once (§5.3).
    std::size_t max_requests = max_active_requests;
    /// See INodeInfo::redelivery.
    bool redelivery = true;
    /// Where all of this is counted.
    std::shared_ptr<Counters> counters = std::make_shared<Counters>();
};

} // namespace dmq::neo
