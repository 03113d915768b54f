// SPDX-License-Identifier: BSL-1.0
// Blanks, words, letter case and spelling.
#include "text.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace dmq::node_app {
namespace {

constexpr std::size_t longest_shown = 200;

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void append_escaped(std::string& to, char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(c);
    if (c == '\n')
        to += "\\n";
    else if (code < 0x20 || code == 0x7f)
        to.append("\\x").append(1, digits[code >> 4U]).append(1, digits[code & 0xfU]);
    else
        to += c;
}

// Levenshtein distance, letter case aside
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t change = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({change, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

} // namespace

std::string_view trimmed(std::string_view text) noexcept
{
    const auto first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
        const auto end = std::min(text.find_first_of(white_space), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

std::string lower_case(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

std::string shown(std::string_view value)
{
    std::string result;
    for (const char c : value.substr(0, longest_shown))
        append_escaped(result, c);
    return value.size() > longest_shown ? result + "..." : result;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates)
{
    const std::string* best = nullptr;
    std::size_t best_distance = name.size() / 2 + 1;
    for (const auto& candidate : candidates) {
        const auto d = distance(name, candidate);
        if (d < best_distance) {
            best = &candidate;
            best_distance = d;
        }
    }
    return best == nullptr ? "" : " (did you mean '" + *best + "'?)";
}

} // namespace dmq::node_app
