// SPDX-License-Identifier: BSL-1.0
// Where the plugins are.
#pragma once

#include <filesystem>
#include <string>

namespace dmq::node_app {

/// `configured`; if that is empty ../lib/dmq, seen from `program`, or, without such a directory, as
/// for a program copied into an instance's directory, `installed`.
std::filesystem::path plugin_directory(const std::string& configured,
                                       const std::filesystem::path& program,
                                       const std::filesystem::path& installed);

/// The same for this program and its installation.
std::filesystem::path plugin_directory(const std::string& configured);

} // namespace dmq::node_app
