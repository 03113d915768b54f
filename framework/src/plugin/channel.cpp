// SPDX-License-Identifier: BSL-1.0
#include <dmq/plugin/channel.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <array>

namespace dmq {
namespace {

constexpr auto name_bytes = [] {
    std::array<bool, 256> table{};
    for (unsigned c = 0; c < table.size(); ++c)
        table[c] = valid_name_byte(static_cast<char>(c));
    return table;
}();

/// Looks at all bytes, good or not: names are short, and every request has one.
bool only_name_bytes(std::string_view name) noexcept
{
    bool good = true;
    for (const char c : name)
        good &= name_bytes[static_cast<unsigned char>(c)];
    return good;
}

} // namespace

bool valid_channel_name(std::string_view name) noexcept
{
    return !name.empty() && name.size() <= max_channel_name && only_name_bytes(name);
}

bool valid_subscriber_name(std::string_view name) noexcept
{
    return name.size() <= max_subscriber_name && only_name_bytes(name);
}

void Lease::done_through(std::size_t sent) noexcept
{
    std::size_t start_of_span = 0;
    for (const Bytes span : run_.spans) {
        while (delivered_ >= start_of_span && delivered_ < start_of_span + span.size()) {
            const auto length = load<std::uint64_t>(span.data() + (delivered_ - start_of_span));
            const std::size_t end = delivered_ + record_header + length;
            if (end > sent)
                return;
            delivered_ = end;
        }
        start_of_span += span.size();
    }
}

} // namespace dmq
