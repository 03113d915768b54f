// SPDX-License-Identifier: BSL-1.0
// Commands to look at the node and to change it while it runs.
#include "admin_node_commands.hpp"

#include "log_levels.hpp"
#include "plugin_list.hpp"
#include "stats/stats_line.hpp"
#include "stats/stats_report.hpp"
#include "text.hpp"

#include <dmq/node/log_config.hpp>
#include <dmq/plugin/log.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <stdexcept>

namespace dmq::node_app {
namespace {

constexpr std::string_view logger = "dmqnode.admin_socket";
constexpr std::string_view level_words = "trace, info, warn, error, fatal or none";

/// Lines of cells with tabs between them, and an empty line at the end.
class Table {
public:
    explicit Table(std::initializer_list<std::string_view> heading) { add(heading); }
    void add(std::initializer_list<std::string_view> cells)
    {
        std::string_view separator;
        for (const auto cell : cells) {
            text_.append(separator).append(cell.empty() ? "-" : cell);
            separator = "\t";
        }
        text_ += '\n';
    }
    std::string text() const { return text_ + '\n'; }

private:
    std::string text_;
};

std::string stats(DmqNode& node, const NodeSnapshot& start)
{
    StatsLine lines('\n');
    report_stats(start, node.snapshot(DmqNode::MaxActive::leave), StatsKeys::extended, lines);
    return lines.text() + "\n\n";
}

std::string channels(DmqNode& node, std::string_view prefix)
{
    Table table({"queue", "records", "bytes", "overflow_records", "overflow_bytes", "capacity",
                 "percent", "consumers"});
    for (const auto& channel : node.snapshot(DmqNode::MaxActive::leave).channels) {
        if (!channel.name.starts_with(prefix))
            continue;
        for (const auto& [name, usage, consumers] : channel.queues)
            table.add({name, std::to_string(usage.memory_records),
                       std::to_string(usage.memory_bytes), std::to_string(usage.overflow_records),
                       std::to_string(usage.overflow_bytes), std::to_string(usage.capacity),
                       std::to_string(usage.percent()), std::to_string(consumers)});
    }
    return table.text();
}

std::string connections(DmqNode& node)
{
    Table table({"number", "protocol", "peer", "client", "pending_bytes", "activity"});
    for (const auto& connection : node.connections())
        table.add({std::to_string(connection.number), connection.protocol, connection.peer,
                   connection.client, std::to_string(connection.pending), connection.activity});
    return table.text();
}

std::uint64_t connection_number(DmqNode& node, std::string_view text)
{
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ec == std::errc() && result.ptr == end)
        return number;
    const auto all = node.connections();
    const auto found = std::ranges::find(all, text, &ConnectionInfo::peer);
    const auto count = std::ranges::count(all, text, &ConnectionInfo::peer);
    if (count > 1) // a process may have many local ones
        throw std::invalid_argument("there are " + std::to_string(count) + " connections " +
                                    shown(text) + ", expected a number");
    return found == all.end() ? 0 : found->number;
}

std::string drop_connection(DmqNode& node, std::string_view which)
{
    if (which.empty())
        throw std::invalid_argument(
            "expected a number, ADDRESS:PORT or local:PID, as 'connections' lists");
    if (!node.drop_connection(connection_number(node, which)))
        throw std::invalid_argument("no connection " + shown(which));
    log::info(logger, "connection ", which, " is dropped by command");
    return "Connection dropped.\n";
}

std::string_view name_of(const log::LoggerSettings& settings)
{
    if (settings.off)
        return "none";
    const auto named = [&settings](const auto& entry) {
        return entry.second != LogThreshold::none && level_of(*entry.second) == settings.level;
    };
    return settings.level ? std::ranges::find_if(log_level_names, named)->first : "";
}

std::string list_levels()
{
    Table table({"logger", "level"});
    for (const auto& settings : log::loggers())
        table.add({settings.name.empty() ? "Root" : settings.name, name_of(settings)});
    return table.text();
}

std::string set_level(std::string_view arguments)
{
    const auto words = words_of(arguments);
    if (words.empty())
        return list_levels();
    const auto named = [&words](const auto& entry) { return entry.first == words.back(); };
    const auto level = std::ranges::find_if(log_level_names, named);
    if (words.size() != 2 || level == std::end(log_level_names))
        throw std::invalid_argument("expected a logger and a level: " + std::string(level_words));
    log::set_level(lower_case(words[0]) == "root" ? "" : words[0], level_of(*level->second));
    return "Level set.\n";
}

std::string remove_channel(DmqNode& node, std::string_view name)
{
    if (name.empty())
        throw std::invalid_argument("expected a channel, as 'channels' lists");
    if (!node.channels().find(name))
        throw std::invalid_argument("no channel " + shown(name));
    node.channels().remove(name);
    log::info(logger, "channel ", name, " is removed by command");
    return "Channel removed.\n";
}

std::string flush(DmqNode& node)
{
    node.commit();
    log::flush_files();
    return "Flushed.\n";
}

} // namespace

void add_node_commands(AdminCommands& to, DmqNode& node)
{
    const auto start = node.snapshot(DmqNode::MaxActive::leave);
    to.add(
        "stats", [&node, start](std::string_view) { return stats(node, start); },
        "all statistics since the start, a key:value line each");
    to.add(
        "channels", [&node](std::string_view prefix) { return channels(node, prefix); },
        "[PREFIX]: the queues of all channels, or of those that begin so");
    to.add(
        "plugins",
        [&node](std::string_view) { return plugin_list(node.plugins(), Columns::tabs) + '\n'; },
        "what the plugins bring: requests, storages, settings");
    to.add(
        "plugin-faults", [&node](std::string_view) { return plugin_faults(node.plugins()) + '\n'; },
        "exceptions of each plugin's handlers, and how often they kept a loop busy");
    to.add(
        "connections", [&node](std::string_view) { return connections(node); },
        "the connections of clients");
    to.add(
        "drop-connection", [&node](std::string_view which) { return drop_connection(node, which); },
        "NUMBER|ADDRESS:PORT: closes a client's connection now");
    to.add("log-level", set_level,
           "[LOGGER LEVEL]: sets the level of a logger and of those below it, or lists the levels");
    to.add(
        "remove-channel", [&node](std::string_view name) { return remove_channel(node, name); },
        "CHANNEL: removes a channel with all its records and subscribers");
    to.add(
        "flush", [&node](std::string_view) { return flush(node); },
        "secures what the storage and the log files have gathered");
}

} // namespace dmq::node_app
