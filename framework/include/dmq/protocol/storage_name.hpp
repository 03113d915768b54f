// SPDX-License-Identifier: BSL-1.0
// Names of queues in files: `<channel>`, `@<channel>`, `<subscriber>@<channel>` (node-behaviour
// §7.3).
#pragma once

#include <dmq/plugin/abi.hpp>

#include <string_view>

namespace dmq {

/// Letters, digits, `_`, `-`, and at most one `@`, which is not the last character.
DMQ_EXPORT bool valid_storage_name(std::string_view name) noexcept;

/// What stands behind the `@`, or all of it. A part of `storage_name`.
DMQ_EXPORT std::string_view channel_of(std::string_view storage_name) noexcept;

/// Whether it is the queue of a subscriber.
inline bool has_subscriber(std::string_view storage_name) noexcept
{
    return storage_name.find('@') != std::string_view::npos;
}

} // namespace dmq
