// SPDX-License-Identifier: BSL-1.0
// What is done about plugins that break the rules.
#pragma once

#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/log.hpp>

#include <stdexcept>
#include <string_view>

namespace dmq {

inline constexpr std::string_view not_an_exception = "something that is not a std::exception";

/// The handler has thrown, which ends its connection: writes one line, then counts. `logger` and
/// `peer` as in the log.
inline void report_exception(std::string_view logger, std::string_view peer,
                             const RegisteredRequest& request, std::string_view why)
{
    log::error(logger, peer, ": request ", request.type.name, " of plugin ", request.plugin,
               " threw: ", why, "; connection closed");
    request.faults->exceptions.fetch_add(1, std::memory_order_relaxed);
}

/// Throws std::logic_error if somebody waits already.
inline void expect_no_other_waiter(bool somebody_waits)
{
    if (somebody_waits)
        throw std::logic_error("one waiter at a time");
}

} // namespace dmq
