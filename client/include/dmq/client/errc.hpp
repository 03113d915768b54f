// SPDX-License-Identifier: BSL-1.0
// What can go wrong with the client's operations: the error category `dmq.client`.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <system_error>
#include <type_traits>

namespace dmq::client {

/// Results of operations and causes in notifications. Other categories that appear there: `system`
/// (sockets), `dmq.neo` (a node that breaks the protocol).
enum class Errc {
    // refused before anything was sent
    bad_channel_name = 1, // not [A-Za-z0-9_-], 1 to 180 bytes
    bad_subscriber_name, // not [A-Za-z0-9_-], 0 to 60 bytes
    bad_channel_count, // Push takes 1 to 255 channels
    empty_record,
    record_too_large, // than ClientOptions::max_message allows
    queue_full, // ClientOptions::max_requests or max_bytes: wait with Client::async_ready
    no_nodes, // the client knows no node
    not_connected, // no node is connected at this moment
    would_deadlock, // a blocking call on the thread that it waits for
    // what became of it
    node_error, // the node answered with Error
    unsupported_request,
    unsupported_version,
    has_subscribers, // Pop from a channel with subscribers
    unknown_answer, // a status that the protocol does not have
    disconnected, // the connection ended before the answer
    timed_out, // no answer within ClientOptions::request_timeout
    channel_removed,
    channel_unknown, // or the subscriber, to a request for administration
    canceled, // through the operation's cancellation slot
    stopped, // the consumer was stopped and everything received was delivered
    closed, // the client was closed
    // connections
    connect_timed_out,
    login_timed_out,
    login_rejected, // wrong name or key, or the clocks differ by more than 30 minutes
};

/// Lives as long as the program. Any thread.
DMQ_EXPORT const std::error_category& error_category() noexcept;

inline std::error_code make_error_code(Errc error) noexcept
{
    return {static_cast<int>(error), error_category()};
}

} // namespace dmq::client

template <> struct std::is_error_code_enum<dmq::client::Errc> : std::true_type {
};
