// SPDX-License-Identifier: BSL-1.0
// Opening plugin files.
#pragma once

#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/abi.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace dmq {

/// Loads the named plugins, in order, into `registry`: from `built_in` where one has the name, else
/// from `<directory>/<name>.so`. Each gets its section of `options`. Other files of the directory
/// are not touched. Nothing of a library runs before its symbol table shows the entry of this ABI.
/// Loaded libraries stay for the life of the process. Throws std::runtime_error with name, path and
/// what was expected.
DMQ_EXPORT void load_plugins(PluginRegistry& registry, const std::filesystem::path& directory,
                             const std::vector<std::string>& names,
                             const std::vector<const PluginDescriptor*>& built_in = {},
                             const PluginOptions& options = {});

} // namespace dmq
