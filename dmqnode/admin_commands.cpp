// SPDX-License-Identifier: BSL-1.0
// The commands of the administration sockets.
#include "admin_commands.hpp"

#include "text.hpp"

#include <algorithm>
#include <exception>

namespace dmq::node_app {
namespace {

std::string without_arguments(std::string_view arguments,
                              const std::function<std::string()>& answer)
{
    return arguments.empty() ? answer() : "Error: No command arguments expected\n";
}

std::string update(Credentials& credentials)
{
    try {
        credentials.reload();
        return "Credentials updated.\n";
    } catch (const CredentialsError& error) {
        return std::string("Error updating credentials: ") + error.what() + '\n';
    }
}

std::string list(const Credentials& credentials)
{
    std::string answer = "Registered credentials:\n";
    for (const auto& name : credentials.names())
        answer += name + '\n';
    return answer;
}

std::string reopen_all(const ReopenFile& reopen, std::string_view arguments)
{
    const auto files = words_of(arguments);
    if (files.empty())
        return "ERROR: missing name of the file to rotate.\n";
    for (const auto file : files) {
        if (!reopen(file))
            return "ERROR: Could not rotate the file '" + std::string(file) + "'\n";
    }
    return "ACK\n";
}

} // namespace

void AdminCommands::add(std::string name, Handler handler, std::string help)
{
    commands_.insert_or_assign(std::move(name), Command{std::move(handler), std::move(help)});
}

std::string AdminCommands::help() const
{
    std::string text = "help: this list\n";
    for (const auto& [name, command] : commands_) {
        const bool arguments = !command.help.empty() && command.help[0] < 'a';
        text += name + (command.help.empty() ? "" : arguments ? " " : ": ") + command.help + '\n';
    }
    return text + '\n';
}

std::string AdminCommands::run(std::string_view line) const
{
    line = trimmed(line);
    if (line.empty())
        return {};
    const auto end = std::min(line.find_first_of(white_space), line.size());
    const auto name = line.substr(0, end);
    if (name == "help")
        return help();
    const auto command = commands_.find(name);
    if (command == commands_.end())
        return "Command not found\n";
    try {
        return command->second.handler(trimmed(line.substr(end)));
    } catch (const std::exception& error) {
        return std::string("Error: ") + error.what() + '\n';
    }
}

void add_credentials_commands(AdminCommands& to, Credentials& credentials)
{
    to.add(
        "update-credentials",
        [&credentials](std::string_view arguments) {
            return without_arguments(arguments, [&] { return update(credentials); });
        },
        "reads etc/credentials again");
    to.add(
        "list-credentials",
        [&credentials](std::string_view arguments) {
            return without_arguments(arguments, [&] { return list(credentials); });
        },
        "names of the clients that may log in");
}

void add_application_commands(AdminCommands& to, ReopenFile reopen, std::string version_line)
{
    to.add(
        "reopen_files",
        [reopen = std::move(reopen)](std::string_view arguments) {
            return reopen_all(reopen, arguments);
        },
        "FILE...: closes and opens log files");
    to.add(
        "show_version",
        [version_line = std::move(version_line) + '\n'](std::string_view) { return version_line; },
        "name and version of the program");
}

} // namespace dmq::node_app
