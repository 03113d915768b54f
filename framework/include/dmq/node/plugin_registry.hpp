// SPDX-License-Identifier: BSL-1.0
// What the loaded plugins have brought: request types by code and version, storages by name.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/plugin.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dmq {

/// What a plugin's handlers did wrong since the start. Any thread.
struct PluginFaults {
    std::atomic<std::uint64_t> exceptions{0}; // each has ended a connection
    std::atomic<std::uint64_t> hogs{0}; // see LoopWatch
};

/// A request that a plugin has brought.
struct RegisteredRequest {
    RequestType type;
    std::string plugin;
    std::shared_ptr<PluginFaults> faults;
    std::size_t index = 0; // counts the requests in the order of their registration
};

/// The sections [Plugin.<name>] of the configuration: texts by plugin, then key.
using PluginOptions = std::map<std::string, std::map<std::string, std::string>>;

/// Filled at start by one thread, read by all loops afterwards.
class DMQ_EXPORT PluginRegistry {
public:
    using Request = RegisteredRequest;
    struct Plugin {
        std::string name;
        std::string version;
        std::string origin; // path of the file, or "built in"
        std::uint32_t abi = 0;
        std::shared_ptr<PluginFaults> faults;
        std::vector<std::string> storages;
        std::vector<const ISetting*> settings;
    };

    PluginRegistry();
    ~PluginRegistry();
    PluginRegistry(PluginRegistry&&) noexcept;
    PluginRegistry& operator=(PluginRegistry&&) noexcept;

    /// Registers what the descriptor brings, with its settings from `options`. Throws
    /// std::runtime_error that names the plugin: both plugins where a code or a storage name is
    /// taken; key and what was expected where a setting is wrong. Nothing of it is kept then.
    void add(const PluginDescriptor& plugin, std::string origin, const PluginOptions& options = {});
    /// Takes the reloadable settings from changed options: returns a line for each change, and for
    /// each that has to wait for the next start. Throws as add(); nothing has changed then. On the
    /// thread of add(), also while the node runs.
    std::vector<std::string> reload(const PluginOptions& options);

    /// Null if no plugin answers the request. Valid as long as the registry.
    const Request* find(RequestId id) const noexcept;
    /// Null if no plugin brings the storage.
    StorageFactory find_storage(std::string_view name) const noexcept;
    /// By id.
    const std::map<RequestId, Request>& requests() const noexcept { return requests_; }
    /// In the order of loading.
    const std::vector<Plugin>& plugins() const noexcept { return plugins_; }
    /// "ring, other" or "none".
    std::string storage_names() const;

private:
    class Registrar;
    class Settings;
    struct Storage {
        StorageFactory make;
        std::string plugin;
    };

    std::map<RequestId, Request> requests_;
    std::map<std::string, Storage, std::less<>> storages_;
    std::vector<Plugin> plugins_;
    std::vector<std::unique_ptr<Settings>> settings_; // as plugins_
};

} // namespace dmq
