// SPDX-License-Identifier: BSL-1.0
// The life of the process around the node: configuration, locks, logs, signals, admin sockets.
#pragma once

#include "command_line.hpp"

namespace dmq::node_app {

/// Does what the command line asks for; prints to stdout and stderr. Returns when that is done: for
/// a node, after a signal has stopped it and its records are saved. Does not throw.
ExitStatus run_application(const CommandLine& command_line) noexcept;

} // namespace dmq::node_app
