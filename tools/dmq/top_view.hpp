// SPDX-License-Identifier: BSL-1.0
// What dmq top shows, as text: no terminal, no clock.
#pragma once

#include <string>
#include <terminal/screen.hpp>
#include <top_model.hpp>
#include <vector>

namespace dmq::cli {

/// How it is drawn, beside what the user wants.
struct TopStyle {
    terminal::TerminalSize size;
    bool utf8 = false; // sparklines of blocks, else of ASCII characters
    bool typing_filter = false; // keys go to the filter
};

/// At most rows − 1 lines of at most `columns` characters; the last says which keys there are, or
/// how many lines have no room. `wish.first` becomes the line that is at the top.
std::vector<std::string> top_lines(const TopModel& model, TopWish& wish, const TopStyle& style);

/// How the numbers went up and down, a character for each of the last `width`; as high as the
/// highest of them.
std::string sparkline(const std::vector<std::uint64_t>& numbers, std::size_t width, bool utf8);

/// For what is no terminal: a line with a heading's fields for each channel, or node of it.
std::string top_table(const TopModel& model, const TopWish& wish, const std::string& time);
/// The same as one JSON object in a line.
std::string top_json(const TopModel& model, const TopWish& wish, const std::string& time);

} // namespace dmq::cli
