// SPDX-License-Identifier: BSL-1.0
// Typed, checked access to the values of one section.
#pragma once

#include "config_file.hpp"

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dmq::node_app {

/// Decimal, or hexadecimal after 0x; nothing else, not even blanks. nullopt: not that, or it does
/// not fit 64 bits.
std::optional<std::uint64_t> parse_unsigned(std::string_view text) noexcept;
/// As parse_unsigned, with an optional minus sign.
std::optional<std::int64_t> parse_signed(std::string_view text) noexcept;
/// true/false, enabled/disabled, on/off, yes/no, 1/0.
std::optional<bool> parse_boolean(std::string_view text) noexcept;

/// What becomes of keys that nobody has asked for.
enum class UnknownKeys : std::uint8_t { error, warning, ignored };

/// Reads one section. A value that is not set leaves the variable as it was; a bad one too, and
/// adds an error that names file, line, section, key, value and what was expected. The file and
/// the diagnostics must outlive the reader.
class SectionReader {
public:
    SectionReader(const ConfigFile& file, std::string section, Diagnostics& diagnostics);

    /// An error if the key is not set. Call before the read.
    SectionReader& require(std::string_view key);

    /// One line without control characters.
    void read(std::string_view key, std::string& to);
    void read(std::string_view key, bool& to);
    /// Words separated by white space or newlines.
    void read(std::string_view key, std::vector<std::string>& to);
    /// An integer from `min` to `max`.
    template <std::integral T>
    void read(std::string_view key, T& to, T min, T max = std::numeric_limits<T>::max());
    /// One of the names, letter case aside.
    template <class T, std::size_t N>
    void read(std::string_view key, T& to, const std::pair<std::string_view, T> (&names)[N]);

    /// Finishes: keys that were not read are reported, with the nearest known name.
    void report_unknown(UnknownKeys how);

    /// The entry if it is set; the key counts as known from now on.
    const ConfigEntry* find(std::string_view key);
    void complain(const ConfigEntry& entry, std::string_view expected);

private:
    template <std::integral T> static std::optional<T> number(std::string_view text, T min, T max);

    const ConfigFile& file_;
    std::string section_;
    Diagnostics& diagnostics_;
    std::vector<std::string> known_;
};

template <std::integral T>
std::optional<T> SectionReader::number(std::string_view text, T min, T max)
{
    const auto value = [&] {
        if constexpr (std::signed_integral<T>)
            return parse_signed(text);
        else
            return parse_unsigned(text);
    }();
    if (!value || *value < min || *value > max)
        return std::nullopt;
    return static_cast<T>(*value);
}

template <std::integral T> void SectionReader::read(std::string_view key, T& to, T min, T max)
{
    const auto* entry = find(key);
    if (entry == nullptr)
        return;
    if (const auto value = number<T>(entry->value, min, max))
        to = *value;
    else
        complain(*entry,
                 "expected an integer from " + std::to_string(min) + " to " + std::to_string(max));
}

/// Whether the texts are equal, ASCII letter case aside.
bool same_word(std::string_view a, std::string_view b);

template <class T, std::size_t N>
void SectionReader::read(std::string_view key, T& to,
                         const std::pair<std::string_view, T> (&names)[N])
{
    const auto* entry = find(key);
    if (entry == nullptr)
        return;
    std::string expected = "expected one of";
    for (const auto& [name, value] : names) {
        if (same_word(name, entry->value)) {
            to = value;
            return;
        }
        expected.append(1, ' ').append(name);
    }
    complain(*entry, expected);
}

} // namespace dmq::node_app
