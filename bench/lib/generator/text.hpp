// SPDX-License-Identifier: BSL-1.0
// What the line-based protocols of the peers share.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace dmq::bench {

inline constexpr std::string_view crlf = "\r\n";

/// The first line without its end; nullopt if it is not whole. A view of `in`.
std::optional<std::string_view> line_at(Bytes in) noexcept;
/// The n-th word, from 0, between single blanks; empty if there are fewer. A view of `line`.
std::string_view word(std::string_view line, std::size_t n) noexcept;
/// Throws std::runtime_error if `text` is no decimal number.
std::uint64_t number(std::string_view text);
/// Throws std::runtime_error with the whole line.
[[noreturn]] void unexpected(std::string_view line);

} // namespace dmq::bench
