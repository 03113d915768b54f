// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cmath>
#include <top_view.hpp>

namespace dmq::cli {
namespace {

/// A cell of that many characters; what is too long ends in "~".
std::string left(std::string text, std::size_t width)
{
    if (text.size() > width)
        text = text.substr(0, width > 0 ? width - 1 : 0) + (width > 0 ? "~" : "");
    return text + std::string(width - text.size(), ' ');
}

std::string right(const std::string& text, std::size_t width)
{
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string change_text(double change)
{
    const long long whole = std::llround(change);
    return (whole > 0 ? "+" : "") + std::to_string(whole);
}

/// How wide each column is; 0: there is no room for it.
struct Columns {
    std::size_t name = 0;
    std::size_t records = 11;
    std::size_t change = 11;
    std::size_t bar = 0; // with its brackets
    std::size_t bytes = 0;
    std::size_t consumers = 0;
    std::size_t history = 0;

    static constexpr std::size_t percent = 6;

    std::size_t used() const
    {
        const auto with_gap = [](std::size_t width) { return width == 0 ? 0 : width + 1; };
        return records + change + percent + with_gap(bar) + bytes + consumers + with_gap(history);
    }
    static Columns of(std::size_t width)
    {
        Columns columns;
        if (width >= 50)
            columns.bar = 8;
        if (width >= 65)
            columns.bytes = 11;
        if (width >= 80)
            columns.consumers = 5, columns.history = 8;
        if (width >= 110)
            columns.bar = 22, columns.history = TopModel::looks;
        columns.name = width > columns.used() ? width - columns.used() : 0;
        return columns;
    }
};

std::string heading(const Columns& columns)
{
    std::string text = left("CHANNEL", columns.name) + right("RECORDS", columns.records) +
        right("CHANGE/s", columns.change);
    if (columns.bar > 0)
        text += " " + left("FULLNESS", columns.bar);
    text += std::string(Columns::percent, ' ');
    if (columns.bytes > 0)
        text += right("BYTES", columns.bytes);
    if (columns.consumers > 0)
        text += right("CONS", columns.consumers);
    if (columns.history > 0)
        text += " " + left("HISTORY", columns.history);
    return text;
}

std::string line_of(const TopRow& row, const Columns& columns, bool utf8)
{
    const ChannelRow& values = row.values;
    std::string text = left(row.node.empty() ? values.name : "  " + row.node, columns.name) +
        right(std::to_string(values.records), columns.records) +
        right(change_text(row.change), columns.change);
    if (columns.bar > 0)
        text += " " + bar(values.percent, columns.bar);
    text += right(std::to_string(values.percent) + " %", Columns::percent);
    if (columns.bytes > 0)
        text += right(size_text(values.bytes, true), columns.bytes);
    if (columns.consumers > 0)
        text += right(std::to_string(values.consumers), columns.consumers);
    if (columns.history > 0)
        text += " " + sparkline(row.history, columns.history, utf8);
    return text;
}

/// The channels' rows, those of their nodes below them if wanted.
std::vector<TopRow> flat(const std::vector<TopChannel>& channels, bool nodes)
{
    std::vector<TopRow> rows;
    for (const TopChannel& channel : channels) {
        rows.push_back(channel.all);
        if (nodes)
            rows.insert(rows.end(), channel.nodes.begin(), channel.nodes.end());
    }
    return rows;
}

std::string plural(std::size_t number, const std::string& what)
{
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::string title(const TopModel& model, const std::vector<TopChannel>& channels,
                  const TopWish& wish)
{
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    for (const TopChannel& channel : channels) {
        records += channel.all.values.records;
        bytes += channel.all.values.bytes;
    }
    return "dmq top  " + plural(model.nodes(), "node") + "  " + plural(channels.size(), "channel") +
        "  " + std::to_string(records) + " records  " + size_text(bytes, true) + "  by " +
        to_string(wish.order) + (wish.reverse ? " reversed" : "");
}

std::string filter_line(const TopWish& wish, const TopStyle& style)
{
    return "filter: " + wish.filter +
        (style.typing_filter ? "_  (Enter keeps it, Esc removes it)" : "");
}

std::string last_line(std::size_t hidden)
{
    return (hidden > 0 ? plural(hidden, "line") + " not shown  " : std::string()) +
        "q quit  s sort  r reverse  n nodes  / filter  arrows scroll";
}

/// Those for which there is room, from the wanted one on.
void add_rows(std::vector<std::string>& lines, const std::vector<TopRow>& rows, TopWish& wish,
              const TopStyle& style, std::size_t room)
{
    const Columns columns = Columns::of(style.size.columns);
    wish.first = std::min(wish.first, rows.size() > room ? rows.size() - room : 0);
    for (std::size_t i = wish.first; i < std::min(rows.size(), wish.first + room); ++i)
        lines.push_back(line_of(rows[i], columns, style.utf8));
}

/// Of a line of ASCII characters, but for its sparkline, which is never too long.
std::string cut(std::string line, std::size_t columns)
{
    const bool ascii = std::ranges::all_of(line, [](char c) { return (c & 0x80) == 0; });
    return ascii ? line.substr(0, columns) : line;
}

std::string fullness(const ChannelRow& values) { return std::to_string(values.percent); }

} // namespace

std::string sparkline(const std::vector<std::uint64_t>& numbers, std::size_t width, bool utf8)
{
    static constexpr std::array<const char*, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static constexpr std::array<const char*, 8> signs{"_", ".", ":", "-", "=", "+", "*", "#"};
    const auto& levels = utf8 ? blocks : signs;
    const std::size_t shown = std::min(width, numbers.size());
    const auto begin = numbers.end() - static_cast<std::ptrdiff_t>(shown);
    const std::uint64_t highest = shown == 0 ? 0 : *std::max_element(begin, numbers.end());
    std::string text(width - shown, ' ');
    for (auto at = begin; at != numbers.end(); ++at) {
        const double part = highest == 0 ? 0
                                         : static_cast<double>(*at) / static_cast<double>(highest);
        text += levels[static_cast<std::size_t>(std::lround(part * 7))];
    }
    return text;
}

std::vector<std::string> top_lines(const TopModel& model, TopWish& wish, const TopStyle& style)
{
    const std::size_t height = style.size.rows > 1 ? style.size.rows - 1 : 1;
    const auto channels = model.channels(wish);
    const auto rows = flat(channels, wish.nodes);
    std::vector<std::string> lines{title(model, channels, wish)};
    for (const std::string& failure : model.failures())
        lines.push_back("no answer from " + failure);
    if (style.typing_filter || !wish.filter.empty())
        lines.push_back(filter_line(wish, style));
    if (lines.size() + 2 < height) {
        lines.push_back(heading(Columns::of(style.size.columns)));
        const std::size_t room = height - lines.size() - 1;
        add_rows(lines, rows, wish, style, room);
        lines.push_back(last_line(rows.size() > room ? rows.size() - room : 0));
    }
    lines.resize(std::min(lines.size(), height));
    for (std::string& line : lines)
        line = cut(std::move(line), style.size.columns);
    return lines;
}

std::string top_table(const TopModel& model, const TopWish& wish, const std::string& time)
{
    std::vector<std::vector<std::string>> lines;
    for (const TopRow& row : flat(model.channels(wish), wish.nodes))
        lines.push_back({time, row.values.name, row.node.empty() ? "all" : row.node,
                         std::to_string(row.values.records) + " records",
                         change_text(row.change) + "/s", fullness(row.values) + " %",
                         std::to_string(row.values.bytes) + " bytes",
                         std::to_string(row.values.consumers) + " consumers"});
    return aligned(lines, 3);
}

std::string top_json(const TopModel& model, const TopWish& wish, const std::string& time)
{
    std::string text;
    for (const TopRow& row : flat(model.channels(wish), wish.nodes)) {
        text += (text.empty() ? "{\"channel\":" : ",{\"channel\":") + json_string(row.values.name);
        if (!row.node.empty())
            text += ",\"node\":" + json_string(row.node);
        text += ",\"records\":" + std::to_string(row.values.records) +
            ",\"bytes\":" + std::to_string(row.values.bytes) +
            ",\"fullness\":" + fullness(row.values) +
            ",\"consumers\":" + std::to_string(row.values.consumers) +
            ",\"change\":" + std::to_string(std::llround(row.change)) + "}";
    }
    return "{\"time\":" + json_string(time) + ",\"channels\":[" + text + "]}\n";
}

} // namespace dmq::cli
