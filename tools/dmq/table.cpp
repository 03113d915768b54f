// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstdio>
#include <table.hpp>

namespace dmq::cli {
namespace {

using Cells = std::array<std::string, 3>;

ChannelRow total(const std::vector<ChannelRow>& rows)
{
    ChannelRow sum{"TOTAL"};
    for (const ChannelRow& row : rows) {
        sum.records += row.records;
        sum.bytes += row.bytes;
    }
    return sum;
}

Cells cells_of(const ChannelRow& row, bool human)
{
    return {row.name, std::to_string(row.records), size_text(row.bytes, human)};
}

std::string line_of(const Cells& cells, const std::array<std::size_t, 3>& widths)
{
    std::string line = cells[0] + std::string(widths[0] - cells[0].size(), ' ');
    for (std::size_t i = 1; i < cells.size(); ++i)
        line += "  " + std::string(widths[i] - cells[i].size(), ' ') + cells[i];
    return line + "\n";
}

std::string json_numbers(const ChannelRow& row)
{
    return "\"records\":" + std::to_string(row.records) +
        ",\"bytes\":" + std::to_string(row.bytes) + "}";
}

} // namespace

std::string size_text(std::uint64_t bytes, bool human)
{
    constexpr const char* units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (!human || bytes < 1024)
        return std::to_string(bytes) + (human ? " B" : "");
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; value >= 1023.95; ++unit)
        value /= 1024;
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%.1f %s", value, units[unit]);
    return text.data();
}

std::string json_string(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        std::array<char, 8> escaped;
        std::snprintf(escaped.data(), escaped.size(), "\\u%04x", code);
        if (code < 0x20 || code > 0x7e || c == '"' || c == '\\')
            result += escaped.data();
        else
            result += c;
    }
    return result + "\"";
}

std::string channel_table(const std::vector<ChannelRow>& rows, bool human)
{
    std::vector<Cells> lines{{"CHANNEL", "RECORDS", "BYTES"}};
    for (const ChannelRow& row : rows)
        lines.push_back(cells_of(row, human));
    lines.push_back(cells_of(total(rows), human));
    std::array<std::size_t, 3> widths{};
    for (const Cells& cells : lines)
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], cells[i].size());
    std::string table;
    for (const Cells& cells : lines)
        table += line_of(cells, widths);
    return table;
}

std::string channel_json(const std::vector<ChannelRow>& rows)
{
    std::string text = "{\"channels\":[";
    for (const ChannelRow& row : rows)
        text += (&row == rows.data() ? "" : ",") + ("{\"channel\":" + json_string(row.name)) + "," +
            json_numbers(row);
    return text + "]," + json_numbers(total(rows)) + "\n";
}

} // namespace dmq::cli
