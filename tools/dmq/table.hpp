// SPDX-License-Identifier: BSL-1.0
// How lists of channels are shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::cli {

struct ChannelRow {
    std::string name;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    // what the legacy protocol does not tell
    std::uint64_t subscribers = 0;
    std::uint64_t consumers = 0;
    unsigned percent = 0; // fullness of the fullest queue's memory
    std::uint64_t dropped = 0; // records, because the queue was full
};

/// "1536" or, if `human`, "1.5 KiB".
std::string size_text(std::uint64_t bytes, bool human);
/// A JSON string with its quotes; bytes that are no ASCII characters become \u00XX.
std::string json_string(std::string_view text);

/// {"record":"…"}.
std::string json_record(std::string_view record);
/// What a command has done with records: "3 records moved", or {"moved":3}; a line.
std::string count_text(std::uint64_t records, const std::string& done, bool json);
/// "[####      ]", `width` with the brackets.
std::string bar(unsigned percent, std::size_t width);
/// Columns by their widest cell, two blanks between; the first `left` ones are aligned left.
std::string aligned(const std::vector<std::vector<std::string>>& lines, std::size_t left);

/// Aligned columns with a head line, and a line of totals at the end.
std::string channel_table(const std::vector<ChannelRow>& rows, bool human);
/// One JSON object: {"channels":[{"channel","records","bytes"}...],"records","bytes"}.
std::string channel_json(const std::vector<ChannelRow>& rows);
/// Both with all that the neo protocol tells.
std::string full_channel_table(const std::vector<ChannelRow>& rows, bool human);
std::string full_channel_json(const std::vector<ChannelRow>& rows);

} // namespace dmq::cli
