// SPDX-License-Identifier: BSL-1.0
// Blanks, words, letter case and spelling: the text functions that several files here need.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::node_app {

/// Blank, tab, carriage return, newline, vertical tab, form feed, whatever the locale.
inline constexpr std::string_view white_space = " \t\r\n\v\f";

/// The part of `text` without white space at its ends; a view into `text`.
std::string_view trimmed(std::string_view text) noexcept;

/// The pieces between white space, none of them empty; views into `text`.
std::vector<std::string_view> words_of(std::string_view text);

/// ASCII letters in lower case, all else unchanged.
std::string lower_case(std::string_view text);

/// The value as it may stand in a one-line message: control characters escaped, long text cut.
std::string shown(std::string_view value);

/// " (did you mean 'x'?)" for the candidate that is spelled most like `name`, or "" if none is
/// close.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

} // namespace dmq::node_app
