// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/crash_report.hpp>
#include <dmq/node/plugin_loader.hpp>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/library_info.hpp>
#include <boost/dll/shared_library.hpp>

#include <algorithm>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <string_view>

namespace dmq {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view symbol_prefix = "dmq_plugin_v";
constexpr const char* symbol = "dmq_plugin_v" DMQ_STRINGIFY(DMQ_ABI_VERSION);

[[noreturn]] void refuse(const fs::path& path, const std::string& why)
{
    throw std::runtime_error("plugin " + path.string() + ": " + why);
}

std::vector<std::string> symbols_of(const fs::path& path)
{
    try {
        return boost::dll::library_info(path).symbols();
    } catch (const std::exception&) {
        refuse(path, "not a shared library: it has no ELF symbol table");
    }
}

/// Reads the file's symbol table; no code of the library runs.
void check_entry(const fs::path& path)
{
    const auto symbols = symbols_of(path);
    if (std::ranges::find(symbols, symbol) != symbols.end())
        return;
    const auto other = std::ranges::find_if(
        symbols, [](const std::string& name) { return name.starts_with(symbol_prefix); });
    if (other == symbols.end())
        refuse(path, std::string("has no entry ") + symbol + ": not a plugin of this node");
    refuse(path,
           "is built for plugin ABI " + other->substr(symbol_prefix.size()) +
               ", expected " DMQ_STRINGIFY(DMQ_ABI_VERSION));
}

/// Kept to the end of the process: nothing is ever unloaded.
const PluginDescriptor& open(const fs::path& path)
{
    static auto& libraries = *new std::deque<boost::dll::shared_library>;
    try {
        libraries.emplace_back(path,
                               boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
        return libraries.back().get<const PluginDescriptor>(symbol);
    } catch (const std::exception& error) {
        refuse(path, std::string("cannot be loaded: ") + error.what());
    }
}

void check_descriptor(const fs::path& path, const PluginDescriptor& plugin)
{
    if (plugin.struct_size != sizeof(PluginDescriptor))
        refuse(path,
               "its descriptor has " + std::to_string(plugin.struct_size) + " bytes, expected " +
                   std::to_string(sizeof(PluginDescriptor)));
    if (plugin.abi != DMQ_ABI_VERSION)
        refuse(path,
               "its descriptor says ABI " + std::to_string(plugin.abi) +
                   ", expected " DMQ_STRINGIFY(DMQ_ABI_VERSION));
    if (!plugin.build || !plugin.name || !plugin.version || !plugin.register_all)
        refuse(path, "its descriptor lacks a build tag, name, version or register function");
    if (std::strcmp(plugin.build, build_tag) != 0)
        refuse(path,
               std::string("was built with '") + plugin.build + "', the node with '" + build_tag +
                   "'");
    if (path.stem() != plugin.name)
        refuse(path, std::string("calls itself '") + plugin.name + "', expected the file's name");
}

void load_library(PluginRegistry& registry, const fs::path& directory, const std::string& name,
                  const PluginOptions& options)
{
    const fs::path path = directory / (name + ".so");
    if (name.empty() || name.find('/') != std::string::npos)
        refuse(path, "expected a plain name");
    std::error_code error;
    if (!fs::exists(path, error))
        refuse(path, "no such file; [Plugins] names it");
    check_entry(path);
    const std::string doing = "loading plugin " + path.string();
    const crash::Activity activity(doing.c_str());
    const PluginDescriptor& plugin = open(path);
    check_descriptor(path, plugin);
    registry.add(plugin, path.string(), options);
}

} // namespace

void load_plugins(PluginRegistry& registry, const fs::path& directory,
                  const std::vector<std::string>& names,
                  const std::vector<const PluginDescriptor*>& built_in,
                  const PluginOptions& options)
{
    for (const std::string& name : names) {
        const auto found = std::ranges::find_if(
            built_in, [&](const PluginDescriptor* plugin) { return plugin->name == name; });
        if (found != built_in.end())
            registry.add(**found, "built in", options);
        else
            load_library(registry, directory, name, options);
    }
}

} // namespace dmq
