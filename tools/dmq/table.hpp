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
};

/// "1536" or, if `human`, "1.5 KiB".
std::string size_text(std::uint64_t bytes, bool human);
/// A JSON string with its quotes; bytes that are no ASCII characters become \u00XX.
std::string json_string(std::string_view text);

/// Aligned columns with a head line, and a line of totals at the end.
std::string channel_table(const std::vector<ChannelRow>& rows, bool human);
/// One JSON object: {"channels":[{"channel","records","bytes"}...],"records","bytes"}.
std::string channel_json(const std::vector<ChannelRow>& rows);

} // namespace dmq::cli
