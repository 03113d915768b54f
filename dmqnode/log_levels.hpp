// SPDX-License-Identifier: BSL-1.0
// The names of log levels in the configuration and in commands.
#pragma once

#include "config.hpp"

#include <dmq/plugin/log.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace dmq::node_app {

inline constexpr std::pair<std::string_view, std::optional<LogThreshold>> log_level_names[] = {
    {"trace", LogThreshold::trace},   {"debug", LogThreshold::trace},
    {"info", LogThreshold::info},     {"warn", LogThreshold::warn},
    {"error", LogThreshold::error},   {"fatal", LogThreshold::fatal},
    {"none", LogThreshold::none},     {"off", LogThreshold::none},
    {"disabled", LogThreshold::none},
};

/// The least level that the threshold lets through; nullopt for none.
std::optional<log::Level> level_of(LogThreshold threshold);

} // namespace dmq::node_app
