// SPDX-License-Identifier: BSL-1.0
// Which node the program talks to.
#pragma once

#include <dmq/client/address.hpp>

#include <io.hpp>
#include <string>

namespace dmq::cli {

/// `option` (--node) if not empty, else DMQ_NODE, else the first line of run/dmq.node in the
/// directory or the nearest of its parents, else 127.0.0.1:10000. Throws Failure(usage) that names
/// the source of an address that is none, Failure(io) for a file that cannot be read.
client::Address node_address(const std::string& option, const Io& io);

/// HOST:PORT; `source` is what to call it in the Failure(usage).
client::Address parse_node(const std::string& text, const std::string& source);

/// run/ with a dmq.node in the directory or the nearest of its parents; empty: there is none.
std::filesystem::path find_run_directory(std::filesystem::path directory);

} // namespace dmq::cli
