// SPDX-License-Identifier: BSL-1.0
// The options of the program (node-behaviour §2).
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace dmq::node_app {

/// Exit statuses of the program (node-behaviour §2).
enum class ExitStatus : std::uint8_t { ok = 0, failed = 1, usage = 2, config_unreadable = 3 };

/// Bad options; the text is one line. The caller prints it with `usage_hint` and ends with
/// ExitStatus::usage.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class Action : std::uint8_t {
    run,
    check_config,
    list_plugins,
    help,
    version,
    build_info,
    generate_credentials,
};

/// What the options ask for.
struct CommandLine {
    Action action = Action::run;
    std::string config; // set for run, check_config and list_plugins
    bool loose_config_parsing = false;
    std::vector<std::string> overrides;
    std::string credentials_name; // set for generate_credentials
};

/// `arguments` without the program's name. Throws UsageError.
CommandLine parse_command_line(const std::vector<std::string>& arguments);

/// All options with examples, at most 80 columns.
std::string help_text();

/// The second line after a UsageError, with its newline.
std::string usage_hint();

} // namespace dmq::node_app
