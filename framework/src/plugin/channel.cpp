// SPDX-License-Identifier: BSL-1.0
#include <dmq/plugin/channel.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>

namespace dmq {

bool valid_channel_name(std::string_view name) noexcept
{
    return !name.empty() && name.size() <= max_channel_name &&
        std::ranges::all_of(name, valid_name_byte);
}

bool valid_subscriber_name(std::string_view name) noexcept
{
    return name.size() <= max_subscriber_name && std::ranges::all_of(name, valid_name_byte);
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
