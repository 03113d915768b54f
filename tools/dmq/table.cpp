// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstdio>
#include <table.hpp>

namespace dmq::cli {
namespace {

using Cells = std::vector<std::string>;

ChannelRow total(const std::vector<ChannelRow>& rows)
{
    ChannelRow sum{"TOTAL"};
    for (const ChannelRow& row : rows) {
        sum.records += row.records;
        sum.bytes += row.bytes;
        sum.subscribers += row.subscribers;
        sum.consumers += row.consumers;
    }
    return sum;
}

Cells cells_of(const ChannelRow& row, bool human)
{
    return {row.name, std::to_string(row.records), size_text(row.bytes, human)};
}

Cells full_cells_of(const ChannelRow& row, bool human)
{
    Cells cells = cells_of(row, human);
    cells.push_back(bar(row.percent, 12) +
                    (row.percent < 10        ? "   "
                         : row.percent < 100 ? "  "
                                             : " ") +
                    std::to_string(row.percent) + " %");
    cells.push_back(std::to_string(row.subscribers));
    cells.push_back(std::to_string(row.consumers));
    return cells;
}

std::string json_numbers(const ChannelRow& row)
{
    return "\"records\":" + std::to_string(row.records) + ",\"bytes\":" + std::to_string(row.bytes);
}

std::string full_json_numbers(const ChannelRow& row)
{
    return json_numbers(row) + ",\"fullness\":" + std::to_string(row.percent) +
        ",\"subscribers\":" + std::to_string(row.subscribers) +
        ",\"consumers\":" + std::to_string(row.consumers) +
        ",\"dropped\":" + std::to_string(row.dropped);
}

std::string json_of(const std::vector<ChannelRow>& rows, std::string (*numbers)(const ChannelRow&))
{
    std::string text = "{\"channels\":[";
    for (const ChannelRow& row : rows)
        text += (&row == rows.data() ? "" : ",") + ("{\"channel\":" + json_string(row.name)) + "," +
            numbers(row) + "}";
    return text + "]," + json_numbers(total(rows)) + "}\n";
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

std::string json_record(std::string_view record)
{
    return "{\"record\":" + json_string(record) + "}";
}

std::string count_text(std::uint64_t records, const std::string& done, bool json)
{
    const std::string number = std::to_string(records);
    return json ? "{\"" + done + "\":" + number + "}\n" : number + " records " + done + "\n";
}

std::string bar(unsigned percent, std::size_t width)
{
    const std::size_t inside = width - 2;
    const std::size_t filled = (std::min(percent, 100U) * inside + 50) / 100;
    return "[" + std::string(filled, '#') + std::string(inside - filled, '-') + "]";
}

std::string aligned(const std::vector<std::vector<std::string>>& lines, std::size_t left)
{
    std::vector<std::size_t> widths;
    for (const Cells& cells : lines) {
        widths.resize(std::max(widths.size(), cells.size()));
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], cells[i].size());
    }
    std::string table;
    for (const Cells& cells : lines) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string blanks(widths[i] - cells[i].size(), ' ');
            line += (i > 0 ? "  " : "") + (i < left ? cells[i] + blanks : blanks + cells[i]);
        }
        table += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return table;
}

std::string channel_table(const std::vector<ChannelRow>& rows, bool human)
{
    std::vector<Cells> lines{{"CHANNEL", "RECORDS", "BYTES"}};
    for (const ChannelRow& row : rows)
        lines.push_back(cells_of(row, human));
    lines.push_back(cells_of(total(rows), human));
    return aligned(lines, 1);
}

std::string full_channel_table(const std::vector<ChannelRow>& rows, bool human)
{
    std::vector<Cells> lines{{"CHANNEL", "RECORDS", "BYTES", "FULLNESS", "SUBS", "CONSUMERS"}};
    for (const ChannelRow& row : rows)
        lines.push_back(full_cells_of(row, human));
    Cells last = full_cells_of(total(rows), human);
    last[3] = "";
    lines.push_back(last);
    return aligned(lines, 1);
}

std::string channel_json(const std::vector<ChannelRow>& rows)
{
    return json_of(rows, json_numbers);
}

std::string full_channel_json(const std::vector<ChannelRow>& rows)
{
    return json_of(rows, full_json_numbers);
}

} // namespace dmq::cli
