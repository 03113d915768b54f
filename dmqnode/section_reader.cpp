// SPDX-License-Identifier: BSL-1.0
// Typed, checked access to the values of one section.
#include "section_reader.hpp"

#include "text.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace dmq::node_app {

std::optional<std::uint64_t> parse_unsigned(std::string_view text) noexcept
{
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    if (hexadecimal)
        text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value, hexadecimal ? 16 : 10);
    if (result.ec != std::errc() || result.ptr != end)
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_signed(std::string_view text) noexcept
{
    const bool negative = text.starts_with('-');
    const auto magnitude = parse_unsigned(negative ? text.substr(1) : text);
    if (!magnitude || *magnitude > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
        return std::nullopt;
    const auto value = static_cast<std::int64_t>(*magnitude);
    return negative ? -value : value;
}

std::optional<bool> parse_boolean(std::string_view text) noexcept
{
    for (const std::string_view word : {"true", "enabled", "on", "yes", "1"}) {
        if (text == word)
            return true;
    }
    for (const std::string_view word : {"false", "disabled", "off", "no", "0"}) {
        if (text == word)
            return false;
    }
    return std::nullopt;
}

bool same_word(std::string_view a, std::string_view b) { return lower_case(a) == lower_case(b); }

SectionReader::SectionReader(const ConfigFile& file, std::string section, Diagnostics& diagnostics)
    : file_(file), section_(std::move(section)), diagnostics_(diagnostics)
{
}

const ConfigEntry* SectionReader::find(std::string_view key)
{
    known_.emplace_back(key);
    return file_.find(section_, key);
}

void SectionReader::complain(const ConfigEntry& entry, std::string_view expected)
{
    diagnostics_.errors.push_back(entry.where + ": [" + section_ + "] " + entry.key + " = " +
                                  shown(entry.value) + ": " + std::string(expected));
}

SectionReader& SectionReader::require(std::string_view key)
{
    if (file_.find(section_, key) == nullptr)
        diagnostics_.errors.push_back(file_.name() + ": [" + section_ + "] " + std::string(key) +
                                      ": required, but not set");
    return *this;
}

void SectionReader::read(std::string_view key, std::string& to)
{
    const auto* entry = find(key);
    if (entry == nullptr)
        return;
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    if (entry->value.find('\n') != std::string::npos)
        complain(*entry, "expected one line (a line without '=' continues the value above it)");
    else if (std::any_of(entry->value.begin(), entry->value.end(), is_control))
        complain(*entry, "expected text without control characters");
    else
        to = entry->value;
}

void SectionReader::read(std::string_view key, bool& to)
{
    const auto* entry = find(key);
    if (entry == nullptr)
        return;
    if (const auto value = parse_boolean(entry->value))
        to = *value;
    else
        complain(*entry,
                 "expected true or false, enabled or disabled, on or off, yes or no, 1 or 0");
}

void SectionReader::read(std::string_view key, std::vector<std::string>& to)
{
    const auto* entry = find(key);
    if (entry == nullptr)
        return;
    const auto words = words_of(entry->value);
    to.assign(words.begin(), words.end());
}

void SectionReader::report_unknown(UnknownKeys how)
{
    if (how == UnknownKeys::ignored)
        return;
    auto& list = how == UnknownKeys::error ? diagnostics_.errors : diagnostics_.warnings;
    for (const auto* entry : file_.entries(section_)) {
        if (std::find(known_.begin(), known_.end(), entry->key) == known_.end())
            list.push_back(entry->where + ": [" + section_ + "] " + shown(entry->key) +
                           ": unknown key" + did_you_mean(entry->key, known_));
    }
}

} // namespace dmq::node_app
