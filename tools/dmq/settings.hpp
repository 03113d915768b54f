// SPDX-License-Identifier: BSL-1.0
// Which nodes the program talks to, as whom, in which protocol: what all sources together say.
#pragma once

#include <dmq/client/credentials.hpp>

#include <chrono>
#include <config_file.hpp>
#include <io.hpp>
#include <optional>
#include <string>
#include <vector>

namespace dmq::cli {

struct Settings {
    std::vector<client::Address> nodes; // of the protocol that is spoken; at least one
    std::optional<client::Credentials> credentials; // nullopt: the legacy protocol
    bool json = false;
    bool quiet = false; // no progress on the terminal
    std::optional<std::chrono::milliseconds> timeout;
    std::string socket; // of the node's administration; empty: not known
};

/// What one source says, under the names of the configuration file.
struct Source {
    std::string prefix; // of names in errors: "--", "environment variable DMQ_", "FILE: "
    bool upper = false; // its names are in capitals
    ConfigValues values;
};

/// The variables DMQ_NODE, DMQ_NODES, DMQ_CREDENTIALS, DMQ_LEGACY, DMQ_JSON, DMQ_QUIET,
/// DMQ_TIMEOUT and DMQ_SOCKET as a source.
Source environment_source(const Io& io);

/// For each setting the first source that has it counts. Nodes and credentials that no source names
/// are those of the node that `./dev run` started: run/ of the directory or the nearest of its
/// parents; else 127.0.0.1:10000. Without credentials, or with `legacy`, the legacy protocol is
/// spoken. Throws Failure, FileError; each names the source.
Settings settle(const std::vector<Source>& sources, const Io& io);

/// Reads "2.5" as seconds; `name` for errors. Throws Failure(usage).
std::chrono::milliseconds seconds_of(const std::string& text, const std::string& name);

} // namespace dmq::cli
