// SPDX-License-Identifier: BSL-1.0
#include "plugins.hpp"

#include <dmq/node/plugin_loader.hpp>

#include <filesystem>

namespace dmq::bench {

const PluginRegistry& plugins()
{
    static const PluginRegistry* const loaded = [] {
        auto* registry = new PluginRegistry;
        const auto program = std::filesystem::read_symlink("/proc/self/exe");
        load_plugins(*registry, program.parent_path().parent_path() / "lib" / "dmq",
                     {"ring", "push", "pop", "produce", "consume"});
        return registry;
    }();
    return *loaded;
}

std::unique_ptr<IStorageChannels> make_ring()
{
    StorageSettings settings;
    settings.data_dir = std::filesystem::temp_directory_path();
    return plugins().find_storage("ring")(settings);
}

} // namespace dmq::bench
