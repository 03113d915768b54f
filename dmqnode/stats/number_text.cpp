// SPDX-License-Identifier: BSL-1.0
// Numbers as text, whatever the locale.
#include "number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace dmq::node_app {
namespace {

constexpr double unit_factor = 1024;

std::string two_digits(std::uint64_t value)
{
    return (value < 10 ? "0" : "") + std::to_string(value);
}

} // namespace

void append_number(std::string& to, std::uint64_t value)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    to.append(digits.data(), end);
}

void append_number(std::string& to, double value, int decimals)
{
    std::array<char, 400> digits; // DBL_MAX has 309 in front of the point
    if (!std::isfinite(value))
        value = 0;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                   std::chars_format::fixed, decimals)
                         .ptr;
    to.append(digits.data(), end);
}

std::string grouped(std::uint64_t value)
{
    std::string text = std::to_string(value);
    for (std::size_t at = text.size(); at > 3; at -= 3)
        text.insert(at - 3, 1, ',');
    return text;
}

std::string size_text(std::uint64_t bytes)
{
    constexpr std::array<std::string_view, 7> units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= unit_factor && unit + 1 < units.size(); ++unit)
        value /= unit_factor;
    std::string text;
    append_number(text, value, unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2);
    return text.append(1, ' ').append(units[unit]);
}

std::string duration_text(std::uint64_t seconds)
{
    constexpr std::uint64_t minute = 60;
    constexpr std::uint64_t hour = 60 * minute;
    constexpr std::uint64_t day = 24 * hour;
    if (seconds < minute)
        return std::to_string(seconds) + " s";
    const auto hours = seconds % day / hour;
    const auto rest = ':' + two_digits(seconds % hour / minute) + ':' +
        two_digits(seconds % minute);
    if (seconds < day)
        return std::to_string(hours) + rest;
    return std::to_string(seconds / day) + " d " + two_digits(hours) + rest;
}

} // namespace dmq::node_app
