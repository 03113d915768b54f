// SPDX-License-Identifier: BSL-1.0
// What the loaded plugins bring, and what they did wrong, as tables.
#pragma once

#include <dmq/node/plugin_registry.hpp>

#include <cstdint>
#include <string>

namespace dmq::node_app {

/// For people, or for programs.
enum class Columns : std::uint8_t { aligned, tabs };

/// A head line, then a line for each request, storage and setting, and for each plugin that brings
/// none: kind, code, version, name, plugin, its version, ABI, path.
std::string plugin_list(const PluginRegistry& plugins, Columns columns);

/// A head line, then a line for each plugin, with tabs: name, how often its handlers have thrown,
/// how often they kept a loop busy, since the start.
std::string plugin_faults(const PluginRegistry& plugins);

} // namespace dmq::node_app
