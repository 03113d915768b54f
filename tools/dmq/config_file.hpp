// SPDX-License-Identifier: BSL-1.0
// The user's own settings: ~/.config/dmq/config.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace dmq::cli {

/// Values by name. `node` may be there several times.
using ConfigValues = std::multimap<std::string, std::string>;

/// Lines `NAME = VALUE`; `#` begins a comment line. Names: node, nodes, credentials, legacy, json,
/// quiet, timeout, socket. `file` stands for the text in errors. Throws Failure(usage) with the
/// line.
ConfigValues parse_config(std::string_view text, const std::string& file);

/// The same from a file; nothing if it does not exist. Throws also Failure(io).
ConfigValues load_config(const std::filesystem::path& file);

} // namespace dmq::cli
