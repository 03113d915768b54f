// SPDX-License-Identifier: BSL-1.0
// What can be wrong with bytes of the neo protocol: the error category `dmq.neo`.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <system_error>
#include <type_traits>

namespace dmq::neo {

/// All of them end the connection (neo-protocol §2.3).
enum class Error {
    bad_parity = 1, // §2.2, from here in the order of the checks
    body_too_short,
    auth_too_long,
    bad_type,
    unexpected_type, // §2.3: a valid type, in the wrong phase of the connection
    message_too_long, // §12 D1: the configured maximum
    bad_version, // §3.1
    malformed_payload, // §5.5: missing or surplus bytes, or an unknown code
    unexpected_message, // §5.5: well-formed, at the wrong time
    too_many_requests, // §5.3
};

/// Lives as long as the program. Any thread.
DMQ_EXPORT const std::error_category& error_category() noexcept;

inline std::error_code make_error_code(Error error) noexcept
{
    return {static_cast<int>(error), error_category()};
}

} // namespace dmq::neo

template <> struct std::is_error_code_enum<dmq::neo::Error> : std::true_type {
};
