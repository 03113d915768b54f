// SPDX-License-Identifier: BSL-1.0
// Version and build attributes of the program.
#pragma once

#include <string>

namespace dmq::node_app {

/// "1.2.3"
std::string version();

/// "dmqnode version 1.2.3", without a newline.
std::string version_line();

/// Both in one line, for the log (node-behaviour §12.3).
std::string version_log_line();

/// The version line, then sorted key=value lines, each with its newline (node-behaviour §2).
std::string build_info_text();

} // namespace dmq::node_app
