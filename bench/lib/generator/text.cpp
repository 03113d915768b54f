// SPDX-License-Identifier: BSL-1.0
#include "text.hpp"

#include <charconv>
#include <stdexcept>
#include <string>

namespace dmq::bench {

std::optional<std::string_view> line_at(Bytes in) noexcept
{
    const std::string_view text = text_of(in);
    const auto end = text.find(crlf);
    return end == std::string_view::npos ? std::nullopt : std::optional(text.substr(0, end));
}

std::string_view word(std::string_view line, std::size_t n) noexcept
{
    for (; n > 0; --n) {
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos)
            return {};
        line.remove_prefix(blank + 1);
    }
    return line.substr(0, line.find(' '));
}

std::uint64_t number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        throw std::runtime_error("not a number: '" + std::string(text) + "'");
    return value;
}

void unexpected(std::string_view line)
{
    throw std::runtime_error("answered with '" + std::string(line) + "'");
}

} // namespace dmq::bench
