// SPDX-License-Identifier: BSL-1.0
// Builds bytes of the legacy protocol in the notation of legacy-protocol §7.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dmq::support {

/// The memory image of an integer.
template <class T> std::string integer(T value)
{
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

inline std::string u16(std::uint16_t value) { return integer(value); }
inline std::string u64(std::uint64_t value) { return integer(value); }
inline std::string cmd(std::int32_t code) { return integer(code); }
inline std::string st(std::int32_t code) { return integer(code); }
inline std::string arr(std::string_view bytes) { return u64(bytes.size()).append(bytes); }

/// Bytes from hex digits; blanks mean nothing.
inline std::string hex(std::string_view digits)
{
    std::string text(digits);
    std::erase(text, ' ');
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16)));
    return bytes;
}

/// Byte strings without an end.
inline std::string records(std::initializer_list<std::string_view> items)
{
    std::string all;
    for (const std::string_view item : items)
        all += arr(item);
    return all;
}

/// Byte strings with the empty one that ends a list or a stream.
inline std::string list(std::initializer_list<std::string_view> items)
{
    return records(items) + arr("");
}

} // namespace dmq::support
