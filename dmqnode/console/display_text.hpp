// SPDX-License-Identifier: BSL-1.0
// What the console shows, as text: no terminal, no clock.
#pragma once

#include "console/rates.hpp"
#include "stats/node_snapshot.hpp"
#include "terminal/screen.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::node_app {

using terminal::TerminalSize;

/// What one picture is made of. The views are needed during the call only.
struct DisplayData {
    std::string_view title; // program, version, where it listens
    std::chrono::seconds uptime{0};
    double cpu_percent = 0; // of one CPU
    const NodeSnapshot& now;
    RecordRates rates;
};

/// At most rows − 1 lines of at most `columns` characters: the node, then its channels with a bar
/// each. If they do not all fit, the fullest come first, and the last line says what is missing.
std::vector<std::string> display_lines(const DisplayData& data, TerminalSize size);

/// All in one line for what is no terminal: the node, then its fullest channels.
std::string display_line(const DisplayData& data);

/// "####------": as many characters as `width`, filled for 0 to 100 percent. Only what is full has
/// a full bar, only what is empty (below 1 %) an empty one.
std::string fullness_bar(unsigned percent, std::size_t width);

} // namespace dmq::node_app
