// SPDX-License-Identifier: BSL-1.0
// What the console shows, as text.
#include "display_text.hpp"

#include "stats/number_text.hpp"

#include <algorithm>
#include <cmath>

namespace dmq::node_app {
namespace {

constexpr std::size_t cell_width =
    78; // of a channel, where there is room for two beside each other
constexpr std::size_t cell_gap = 2;
constexpr std::size_t channels_in_a_line = 10;

std::string padded(std::string_view text, std::size_t width)
{
    if (text.size() > width)
        return std::string(text.substr(0, width == 0 ? 0 : width - 1)) + (width == 0 ? "" : "~");
    return std::string(text) + std::string(width - text.size(), ' ');
}

std::string right(std::string_view text, std::size_t width)
{
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + std::string(text);
}

std::string percent_text(double value)
{
    std::string text;
    append_number(text, value, 1);
    return text + " %";
}

std::string rate_text(double value)
{
    return grouped(static_cast<std::uint64_t>(std::llround(value))) + "/s";
}

/// How wide what is shown of a channel is.
struct ChannelLayout {
    std::size_t name = 0;
    std::size_t bar = 0; // 0: none
    std::size_t records = 0;
    std::size_t bytes = 0;

    static ChannelLayout of(std::size_t width)
    {
        constexpr std::size_t percent = 6;
        ChannelLayout layout;
        if (width >= 70)
            layout = {0, 20, 14, 10};
        else if (width >= 48)
            layout = {0, 10, 14, 0};
        else if (width >= 30)
            layout = {0, 8, 0, 0};
        const std::size_t bar = layout.bar == 0 ? 0 : layout.bar + 3;
        const std::size_t rest = bar + percent + layout.records + layout.bytes;
        layout.name = width > rest ? width - rest : 0;
        return layout;
    }

    std::string heading() const
    {
        std::string text = padded("channel", name);
        if (bar > 0)
            text += ' ' + padded("fullness", bar + 2);
        text += std::string(6, ' ');
        if (records > 0)
            text += right("records", records);
        if (bytes > 0)
            text += right("bytes", bytes);
        return text;
    }

    std::string cell(const ChannelSnapshot& channel) const
    {
        const QueueUsage usage = channel.usage();
        std::string text = padded(channel.name, name);
        if (bar > 0)
            text += " [" + fullness_bar(channel.percent(), bar) + ']';
        text += right(std::to_string(channel.percent()) + " %", 6);
        if (records > 0)
            text += right(grouped(usage.records()), records);
        if (bytes > 0)
            text += right(size_text(usage.bytes()), bytes);
        return text;
    }
};

using ChannelPointers = std::vector<const ChannelSnapshot*>;

bool fuller(const ChannelSnapshot* a, const ChannelSnapshot* b)
{
    const auto rank = [](const ChannelSnapshot& channel) {
        const QueueUsage usage = channel.usage();
        return std::pair(channel.percent(), usage.bytes());
    };
    const auto of_a = rank(*a);
    const auto of_b = rank(*b);
    return of_a != of_b ? of_a > of_b : a->name < b->name;
}

/// All in their order if there is room for them, else the fullest.
ChannelPointers chosen(const std::vector<ChannelSnapshot>& channels, std::size_t room)
{
    ChannelPointers all;
    all.reserve(channels.size());
    for (const auto& channel : channels)
        all.push_back(&channel);
    if (all.size() <= room)
        return all;
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(room);
    std::partial_sort(all.begin(), end, all.end(), fuller);
    all.erase(end, all.end());
    return all;
}

std::string connections_text(const NodeSnapshot& now)
{
    return grouped(now.legacy.open + now.neo.open) + " connections (" + grouped(now.legacy.open) +
        " legacy, " + grouped(now.neo.open) + " neo)";
}

std::string stored_text(const QueueUsage& usage)
{
    std::string text = grouped(usage.records()) + " records, " + size_text(usage.bytes());
    if (usage.overflow_records > 0)
        text += " (" + grouped(usage.overflow_records) + " on disk)";
    return text;
}

std::string memory_text(const ProcessStats& process)
{
    const double share = process.machine_memory == 0 ? 0
                                                     : static_cast<double>(process.resident_size) *
            100 / static_cast<double>(process.machine_memory);
    return size_text(process.resident_size) + " (" + percent_text(share) + ')';
}

std::vector<std::string> node_lines(const DisplayData& data)
{
    const NodeSnapshot& now = data.now;
    const auto& actions = now.actions;
    std::string handled = "handled " + grouped(actions.pushed_records + actions.popped_records) +
        " records   in " + rate_text(data.rates.pushed) + "   out " + rate_text(data.rates.popped);
    if (actions.refused_records > 0)
        handled += "   refused " + grouped(actions.refused_records);
    return {std::string(data.title) + "   up " +
                duration_text(static_cast<std::uint64_t>(data.uptime.count())),
            "memory  " + memory_text(now.process) + "   cpu " + percent_text(data.cpu_percent) +
                "   " + connections_text(now),
            handled,
            "stored  " + stored_text(now.usage()) + "   in " + grouped(now.channels.size()) +
                " channels"};
}

/// The channels in as many columns as there is room for.
void add_channels(std::vector<std::string>& lines, const DisplayData& data, TerminalSize size,
                  std::size_t rows)
{
    const std::size_t columns = std::max<std::size_t>(
        1, (size.columns + cell_gap) / (cell_width + cell_gap));
    const std::size_t width = (size.columns + cell_gap) / columns - cell_gap;
    const auto& all = data.now.channels;
    const std::size_t all_rows = (all.size() + columns - 1) / columns;
    const bool fits = all_rows <= rows;
    const std::size_t shown_rows = fits ? all_rows : rows - 1;
    const auto channels = chosen(all, fits ? all.size() : shown_rows * columns);
    const auto layout = ChannelLayout::of(width);
    for (std::size_t row = 0; row < shown_rows; ++row) {
        std::string line;
        for (std::size_t i = row; i < channels.size(); i += shown_rows)
            line += (line.empty() ? "" : std::string(cell_gap, ' ')) + layout.cell(*channels[i]);
        lines.push_back(std::move(line));
    }
    if (!fits)
        lines.push_back("and " + grouped(all.size() - channels.size()) +
                        " channels that are not fuller than these");
}

} // namespace

std::string fullness_bar(unsigned percent, std::size_t width)
{
    std::size_t filled = std::min<std::size_t>(percent, 100) * width / 100;
    if (percent > 0 && filled == 0 && width > 0)
        filled = 1;
    return std::string(filled, '#') + std::string(width - filled, '-');
}

std::vector<std::string> display_lines(const DisplayData& data, TerminalSize size)
{
    const std::size_t height = size.rows > 1 ? size.rows - 1 : 1;
    auto lines = node_lines(data);
    if (!data.now.channels.empty() && lines.size() + 2 <= height) {
        const std::size_t columns = std::max<std::size_t>(
            1, (size.columns + cell_gap) / (cell_width + cell_gap));
        lines.push_back(
            ChannelLayout::of((size.columns + cell_gap) / columns - cell_gap).heading());
        add_channels(lines, data, size, height - lines.size());
    }
    if (lines.size() > height)
        lines.resize(height);
    for (auto& line : lines) {
        if (line.size() > size.columns)
            line.resize(size.columns);
    }
    return lines;
}

std::string display_line(const DisplayData& data)
{
    const NodeSnapshot& now = data.now;
    std::string line = "memory " + memory_text(now.process) + ", " + connections_text(now) +
        ", handled " + grouped(now.actions.pushed_records + now.actions.popped_records) +
        " records (in " + rate_text(data.rates.pushed) + ", out " + rate_text(data.rates.popped) +
        "), stored " + stored_text(now.usage());
    const auto fullest = chosen(now.channels, std::min(channels_in_a_line, now.channels.size()));
    for (const auto* channel : fullest)
        line += ", " + channel->name + ": " + std::to_string(channel->percent()) + '%';
    if (now.channels.size() > fullest.size())
        line += ", and " + grouped(now.channels.size() - fullest.size()) + " channels not fuller";
    return line;
}

} // namespace dmq::node_app
