// SPDX-License-Identifier: BSL-1.0
// What the service manager wants to know while the node runs: sd_watchdog_enabled(3), reloads.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace dmq::node_app {

/// How often to tell the service manager that the node is alive: half of the time that it set in
/// the environment. nullopt: it does not want to know, or not from this process.
std::optional<std::chrono::milliseconds> watchdog_period();

/// The state to send before files are opened anew; READY=1 has to follow.
std::string reloading_state();

} // namespace dmq::node_app
