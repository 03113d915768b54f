// SPDX-License-Identifier: BSL-1.0
// What the loaded plugins have brought: request types by code and version, storages by name.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/plugin.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dmq {

/// Filled at start by one thread, read by all loops afterwards.
class DMQ_EXPORT PluginRegistry {
public:
    struct Request {
        RequestType type;
        std::string plugin;
        std::size_t index = 0; // counts the requests in the order of their registration
    };
    struct Plugin {
        std::string name;
        std::string version;
        std::string origin; // path of the file, or "built in"
    };

    /// Registers what the descriptor brings. Throws std::runtime_error that names the plugin, and
    /// both plugins where a code or a storage name is taken; nothing of the plugin is kept then.
    void add(const PluginDescriptor& plugin, std::string origin);

    /// Null if no plugin answers the request. Valid as long as the registry.
    const Request* find(RequestId id) const noexcept;
    /// Null if no plugin brings the storage.
    StorageFactory find_storage(std::string_view name) const noexcept;
    /// By id.
    const std::map<RequestId, Request>& requests() const noexcept { return requests_; }
    const std::vector<Plugin>& plugins() const noexcept { return plugins_; }
    /// "ring, other" or "none".
    std::string storage_names() const;

private:
    class Registrar;
    struct Storage {
        StorageFactory make;
        std::string plugin;
    };

    std::map<RequestId, Request> requests_;
    std::map<std::string, Storage, std::less<>> storages_;
    std::vector<Plugin> plugins_;
};

} // namespace dmq
