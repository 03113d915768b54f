// SPDX-License-Identifier: BSL-1.0
// The admin command that lets plugins take changed settings.
#pragma once

#include "admin_commands.hpp"
#include "command_line.hpp"

#include <dmq/node/plugin_registry.hpp>

#include <string>

namespace dmq::node_app {

/// Reads the configuration again, as the command line says, and gives every plugin its section: a
/// line for each change and for each that has to wait for the next start. Nothing is changed if
/// anything in the file is wrong: throws std::runtime_error with all of that.
std::string reload_plugins(PluginRegistry& plugins, const CommandLine& command_line);

/// `reload`. The registry must outlive the commands.
void add_reload_command(AdminCommands& to, PluginRegistry& plugins,
                        const CommandLine& command_line);

} // namespace dmq::node_app
