// SPDX-License-Identifier: BSL-1.0
// The commands of the administration sockets (node-behaviour §14).
#pragma once

#include "credentials.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace dmq::node_app {

/// A table of commands. Confined to one thread after it is filled. An answer of several lines ends
/// with an empty line, but for those of the original's commands.
class AdminCommands {
public:
    /// Gets the trimmed arguments, valid during the call; returns the answer with its newline.
    using Handler = std::function<std::string(std::string_view arguments)>;

    /// A second handler of the same name replaces the first. `help` is what the command `help`,
    /// which every table has, says: "ARGUMENTS: what it does", or only what it does.
    void add(std::string name, Handler handler, std::string help = "");

    /// The answer to a line, "" for one without a command. An exception of a handler becomes
    /// "Error: <text>\n".
    std::string run(std::string_view line) const;

private:
    struct Command {
        Handler handler;
        std::string help;
    };

    std::string help() const;

    std::map<std::string, Command, std::less<>> commands_;
};

/// `update-credentials`, `list-credentials` (§14.1). The credentials must outlive the commands.
void add_credentials_commands(AdminCommands& to, Credentials& credentials);

/// Reopens the log file of this name, as configured or absolute; false: there is no such log file,
/// or it could not be reopened.
using ReopenFile = std::function<bool(std::string_view file)>;

/// `reopen_files`, `show_version` (§14.2).
void add_application_commands(AdminCommands& to, ReopenFile reopen, std::string version_line);

} // namespace dmq::node_app
