// SPDX-License-Identifier: BSL-1.0
// The commands of the node's administration socket that the original has not.
#pragma once

#include "admin_commands.hpp"
#include "dmq_node.hpp"

namespace dmq::node_app {

/// `stats`, `channels`, `plugins`, `plugin-faults`, `connections`, `drop-connection`, `log-level`,
/// `remove-channel`, `flush` (docs/operations.md). Tables have a heading and columns separated by
/// tabs. The node must outlive the commands, and serve while they are used.
void add_node_commands(AdminCommands& to, DmqNode& node);

} // namespace dmq::node_app
