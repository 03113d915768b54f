// SPDX-License-Identifier: BSL-1.0
// Exit codes (docs/cli.md) and the exception that carries one with its message.
#pragma once

#include <stdexcept>
#include <string>

namespace dmq::cli {

enum class ExitCode {
    ok = 0,
    refused = 1, // nothing there, or the node said no
    usage = 2,
    connection = 3, // not made, or broken with nothing acknowledged
    partial = 4, // not everything that was sent is acknowledged
    io = 5, // input could not be read or output not written
};

/// Ends the command: one line for stderr and the exit code.
class Failure : public std::runtime_error {
public:
    Failure(ExitCode code, const std::string& what) : std::runtime_error(what), code_(code) { }
    ExitCode code() const noexcept { return code_; }

private:
    ExitCode code_;
};

/// The reader of our output has left: the command ends quietly.
class BrokenPipe : public std::exception {
public:
    const char* what() const noexcept override { return "broken pipe"; }
};

} // namespace dmq::cli
