// SPDX-License-Identifier: BSL-1.0
#include "plugin_reload.hpp"

#include "config.hpp"

#include <dmq/plugin/log.hpp>

#include <stdexcept>

namespace dmq::node_app {
namespace {

Config read_again(const CommandLine& command_line)
{
    Diagnostics diagnostics;
    Config config = load_config(command_line, diagnostics);
    std::string problems;
    for (const std::string& error : diagnostics.errors)
        problems += (problems.empty() ? "" : "; ") + error;
    if (!problems.empty())
        throw std::runtime_error(problems);
    return config;
}

} // namespace

std::string reload_plugins(PluginRegistry& plugins, const CommandLine& command_line)
{
    std::string answer;
    for (const std::string& line : plugins.reload(read_again(command_line).plugins.options)) {
        log::info("dmqnode.main", "reload: ", line);
        answer += line + '\n';
    }
    return answer.empty() ? "No setting of a plugin has changed.\n" : answer;
}

void add_reload_command(AdminCommands& to, PluginRegistry& plugins, const CommandLine& command_line)
{
    to.add(
        "reload",
        [&plugins, command_line](std::string_view arguments) -> std::string {
            if (!arguments.empty())
                return "Error: No command arguments expected\n";
            return reload_plugins(plugins, command_line) + '\n';
        },
        "reads the configuration again for the settings of plugins that may change");
}

} // namespace dmq::node_app
