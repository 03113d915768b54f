// SPDX-License-Identifier: BSL-1.0
#include "plugin_list.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace dmq::node_app {
namespace {

using Row = std::vector<std::string>; // "-": nothing

Row row_of(const PluginRegistry::Plugin& plugin, Row what)
{
    what.insert(what.end(),
                {plugin.name, plugin.version, std::to_string(plugin.abi), plugin.origin});
    return what;
}

void add_requests(std::vector<Row>& rows, const PluginRegistry& plugins,
                  const PluginRegistry::Plugin& plugin)
{
    for (const auto& [id, request] : plugins.requests()) {
        if (request.plugin != plugin.name)
            continue;
        const bool legacy = id.protocol == Protocol::legacy;
        rows.push_back(
            row_of(plugin,
                   {legacy ? "legacy" : "neo", std::to_string(id.code),
                    legacy ? "-" : std::to_string(id.version), std::string(request.type.name)}));
    }
}

void add_plugin(std::vector<Row>& rows, const PluginRegistry& plugins,
                const PluginRegistry::Plugin& plugin)
{
    const std::size_t before = rows.size();
    add_requests(rows, plugins, plugin);
    for (const std::string& storage : plugin.storages)
        rows.push_back(row_of(plugin, {"storage", "-", "-", storage}));
    for (const ISetting* setting : plugin.settings)
        rows.push_back(row_of(
            plugin, {"setting", "-", "-", std::string(setting->key()) + "=" + setting->text()}));
    if (rows.size() == before)
        rows.push_back(row_of(plugin, {"-", "-", "-", "-"}));
}

/// Pads all columns but the last.
void align(std::vector<Row>& rows)
{
    for (std::size_t column = 0; column + 1 < rows[0].size(); ++column) {
        std::size_t width = 0;
        for (const Row& row : rows)
            width = std::max(width, row[column].size());
        for (Row& row : rows)
            row[column].resize(width, ' ');
    }
}

} // namespace

std::string plugin_list(const PluginRegistry& plugins, Columns columns)
{
    std::vector<Row> rows{
        {"kind", "code", "version", "name", "plugin", "plugin_version", "abi", "path"}};
    for (const auto& plugin : plugins.plugins())
        add_plugin(rows, plugins, plugin);
    if (columns == Columns::aligned)
        align(rows);
    std::string text;
    for (const Row& row : rows) {
        std::string_view separator;
        for (const std::string& cell : row) {
            text.append(separator).append(cell);
            separator = columns == Columns::aligned ? "  " : "\t";
        }
        text += '\n';
    }
    return text;
}

std::string plugin_faults(const PluginRegistry& plugins)
{
    std::string text = "plugin\texceptions\thogs\n";
    for (const auto& plugin : plugins.plugins())
        text.append(plugin.name)
            .append("\t" + std::to_string(plugin.faults->exceptions))
            .append("\t" + std::to_string(plugin.faults->hogs) + "\n");
    return text;
}

} // namespace dmq::node_app
