// SPDX-License-Identifier: BSL-1.0
// What a node author decides about neo connections.
#pragma once

#include <dmq/protocol/neo_auth.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <chrono>
#include <cstddef>

namespace dmq::neo {

struct Settings {
    /// The keys of the clients; called on any loop. Without it nobody can log in.
    KeyLookup key_of = [](std::string_view, Key&) { return false; };
    /// A connection that has not logged in by then is closed (§12 D16).
    std::chrono::milliseconds login_timeout{10000};
    /// Longest body of a request message, in bytes (§12 D1).
    std::size_t max_body = default_max_body;
    /// Requests of one connection that may be active at once (§5.3).
    std::size_t max_requests = max_active_requests;
};

} // namespace dmq::neo
