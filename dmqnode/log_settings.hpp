// SPDX-License-Identifier: BSL-1.0
// The [LOG] and [VERSION] sections in the framework's terms.
#pragma once

#include "config.hpp"

#include <dmq/node/log_config.hpp>

#include <vector>

namespace dmq::node_app {

/// The logger of the line that says at each start what program this is; the original's name.
inline constexpr char version_logger[] = "ocean.util.app.ext.VersionArgsExt";

/// The logger of the lines of statistics; the original's name.
inline constexpr char stats_logger[] = "Stats";

/// All loggers of the configuration, that of [STATS] file_name, and log/version.log (node-behaviour
/// §12.3) if [VERSION] asks.
std::vector<log::LoggerSettings> log_settings(const Config& config);

} // namespace dmq::node_app
