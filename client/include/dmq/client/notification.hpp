// SPDX-License-Identifier: BSL-1.0
// What happens between an operation's start and its result, and to connections.
#pragma once

#include <dmq/client/address.hpp>
#include <dmq/client/errc.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>

namespace dmq::client {

enum class RequestKind : std::uint8_t { push, pop, consume };
inline constexpr std::size_t request_kinds = 3;

/// "Push", "Pop", "Consume". Valid for ever.
DMQ_EXPORT std::string_view name_of(RequestKind kind) noexcept;

/// One event at one node.
struct Notification {
    enum class Kind : std::uint8_t {
        connected, // again or for the first time; no cause
        connect_failed, // or the login
        disconnected, // a connection that had been ready
        request_failed, // a request ends on this node, see `request`
    };

    Kind kind{};
    Address node;
    std::error_code cause;
    /// The client tries again: to connect, or, of request_failed, the request on another node or
    /// on this one when it is back. False: this was the last try.
    bool retried = false;
    /// Of request_failed only.
    RequestKind request{};
    std::string channel; // the first one of a Push
};

/// One line, e.g. "127.0.0.1:9000: Push to jobs failed, another node is tried: node error".
DMQ_EXPORT std::string to_string(const Notification& notification);

/// Called on the client's executor, one at a time. The client may be used in it; it must not throw.
using Notifier = std::function<void(const Notification&)>;

} // namespace dmq::client
