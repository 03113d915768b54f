// SPDX-License-Identifier: BSL-1.0
// Reads and checks [Plugins] and [Plugin.<name>].
#include "config.hpp"
#include "text.hpp"

#include <algorithm>

namespace dmq::node_app::detail {
namespace {

constexpr std::string_view options_prefix = "Plugin.";

const std::vector<std::string>& default_plugins()
{
    static const std::vector<std::string> names{
        "ring",
        "push",
        "pop",
        "get_channels",
        "get_channel_size",
        "get_size",
        "consume",
        "get_size_limit",
        "get_num_connections",
        "push_multi",
        "produce",
        "produce_multi",
        "remove_channel",
        "push_multi2",
        "list_channels",
        "peek",
        "remove_subscriber",
        "clear",
    };
    return names;
}

bool contains(const std::vector<std::string>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_plugin_name(std::string_view name)
{
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos;
}

void check_load(SectionReader& section, const std::vector<std::string>& names)
{
    const auto* entry = section.find("load");
    if (entry == nullptr)
        return;
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (!is_plugin_name(*name))
            section.complain(*entry,
                             "expected names of letters, digits, _ and -, not " + shown(*name));
        else if (std::find(names.begin(), name, *name) != name)
            section.complain(*entry, "expected each plugin once, but " + *name + " comes twice");
    }
}

std::map<std::string, std::string> options_of(const ConfigFile& file, std::string_view section)
{
    std::map<std::string, std::string> options;
    for (const auto* entry : file.entries(section))
        options.emplace(entry->key, entry->value);
    return options;
}

} // namespace

PluginsConfig read_plugins(const ConfigFile& file, UnknownKeys unknown, Diagnostics& diagnostics)
{
    PluginsConfig to;
    to.load = default_plugins();
    SectionReader section(file, "Plugins", diagnostics);
    section.read("directory", to.directory);
    section.read("load", to.load);
    check_load(section, to.load);
    section.read("storage", to.storage);
    section.report_unknown(unknown);
    for (const auto& name : file.sections()) {
        if (!name.starts_with(options_prefix))
            continue;
        const auto plugin = name.substr(options_prefix.size());
        if (plugin != to.storage && !contains(to.load, plugin))
            diagnostics.warnings.push_back(file.name() + ": [" + name +
                                           "]: [Plugins] names no such plugin" +
                                           did_you_mean(plugin, to.load));
        to.options[plugin] = options_of(file, name);
    }
    return to;
}

} // namespace dmq::node_app::detail
