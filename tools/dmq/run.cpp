// SPDX-License-Identifier: BSL-1.0
#include <dmq/client/credentials.hpp>

#include <algorithm>
#include <invocation.hpp>
#include <iterator>
#include <output.hpp>
#include <run.hpp>
#include <sstream>

namespace dmq::cli {
namespace {

using Arguments = std::span<const std::string>;

const Command* const commands[] = {
    &push_command,        &produce_command, &pop_command,       &consume_command, &peek_command,
    &channels_command,    &top_command,     &remove_command,    &clear_command,   &copy_command,
    &move_command,        &drain_command,   &ping_command,      &bench_command,   &admin_command,
    &credentials_command, &inspect_command, &completion_command};

constexpr std::string_view usage = "dmq [--node HOST:PORT] [--credentials FILE] COMMAND ...";

bool takes_value(const std::string& option)
{
    return option == "--node" || option == "--nodes" || option == "--credentials" ||
        option == "--timeout";
}

/// How many arguments stand before the command.
std::size_t leading(Arguments arguments)
{
    std::size_t at = 0;
    while (at < arguments.size() && arguments[at].starts_with('-'))
        at += takes_value(arguments[at]) ? 2 : 1;
    return std::min(at, arguments.size());
}

bool contains(Arguments arguments, std::string_view what)
{
    return std::find(arguments.begin(), arguments.end(), what) != arguments.end();
}

std::string program_help()
{
    std::ostringstream text;
    text << "Usage: " << usage << "\n\nCommands (dmq COMMAND --help shows examples):\n";
    for (const Command* command : commands)
        text << "  " << command->name << std::string(13 - command->name.size(), ' ')
             << command->summary << "\n";
    text << "\n" << common_options();
    return text.str();
}

std::string command_help(const Command& command)
{
    std::ostringstream text;
    text << "Usage: dmq " << command.name << " [OPTIONS] " << command.words << "\n\n"
         << command.summary << "\n\nExamples:\n"
         << command.examples << "\n\n"
         << all_options(command);
    return text.str();
}

const Command& find_command(const std::string& name)
{
    for (const Command* command : commands)
        if (command->name == name)
            return *command;
    throw Failure(ExitCode::usage, "unknown command \"" + name + "\" (see dmq --help)");
}

ExitCode run_command(const Command& command, Arguments before, Arguments behind, const Io& io)
{
    const Invocation invocation(command, before, behind, io);
    if (!invocation.has("help"))
        return command.run(invocation);
    write_all(io.out, command_help(command));
    return ExitCode::ok;
}

ExitCode run_program(Arguments arguments, std::string& who, const Io& io)
{
    const std::size_t at = leading(arguments);
    const Arguments before = arguments.first(at);
    if (contains(before, "--help") || contains(before, "-h")) {
        write_all(io.out, program_help());
    } else if (contains(before, "--version")) {
        write_all(io.out, "dmq " DMQ_VERSION "\n");
    } else if (at == arguments.size()) {
        throw Failure(ExitCode::usage, "expected a command: " + std::string(usage));
    } else {
        const Command& command = find_command(arguments[at]);
        who += " " + std::string(command.name);
        return run_command(command, before, arguments.subspan(at + 1), io);
    }
    return ExitCode::ok;
}

ExitCode code_of_legacy(const client::Error& error)
{
    return error.kind() == client::Error::Kind::refused ? ExitCode::refused : ExitCode::connection;
}

/// Says why, and returns the code; a stderr that cannot be written to changes nothing.
ExitCode report(const Io& io, const std::string& text, ExitCode code)
{
    try {
        write_all(io.err, text + "\n");
    } catch (const std::exception&) {
    }
    return code;
}

} // namespace

std::span<const Command* const> all_commands() { return commands; }

int run(const std::vector<std::string>& arguments, const Io& io)
{
    std::string who = "dmq";
    ExitCode code = ExitCode::ok;
    try {
        code = run_program(arguments, who, io);
    } catch (const BrokenPipe&) {
    } catch (const Failure& failure) {
        code = report(io, who + ": " + failure.what(), failure.code());
    } catch (const client::Error& error) {
        code = report(io, who + ": " + error.what(), code_of_legacy(error));
    } catch (const client::FileError& error) {
        code = report(io, who + ": " + error.what(), ExitCode::usage);
    } catch (const std::exception& error) {
        code = report(io, who + ": " + error.what(), ExitCode::io);
    }
    return static_cast<int>(code);
}

} // namespace dmq::cli
