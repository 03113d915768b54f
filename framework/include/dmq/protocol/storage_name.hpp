// SPDX-License-Identifier: BSL-1.0
// Names of queues in files: `<channel>`, `@<channel>`, `<subscriber>@<channel>` (node-behaviour
// §7.3).
#pragma once

#include <dmq/plugin/abi.hpp>

#include <optional>
#include <string_view>

namespace dmq {

/// Beside the dumps: the storage names of all subscribers' queues, one in each line.
inline constexpr std::string_view subscribers_file = ".subscribers";

/// Whether names of channels and subscribers may have it (legacy-protocol §10).
constexpr bool valid_name_byte(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
        c == '-';
}

/// Letters, digits, `_`, `-`, and at most one `@`, which is not the last character.
DMQ_EXPORT bool valid_storage_name(std::string_view name) noexcept;

/// What stands behind the `@`, or all of it. A part of `storage_name`.
DMQ_EXPORT std::string_view channel_of(std::string_view storage_name) noexcept;

/// What stands in front of the `@`; nullopt for a queue without subscriber. A part of it.
DMQ_EXPORT std::optional<std::string_view> subscriber_of(std::string_view storage_name) noexcept;

/// Whether it is the queue of a subscriber.
inline bool has_subscriber(std::string_view storage_name) noexcept
{
    return subscriber_of(storage_name).has_value();
}

} // namespace dmq
