// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>

namespace dmq {

std::string_view channel_of(std::string_view storage_name) noexcept
{
    const auto at = storage_name.find('@');
    return at == std::string_view::npos ? storage_name : storage_name.substr(at + 1);
}

std::optional<std::string_view> subscriber_of(std::string_view storage_name) noexcept
{
    const auto at = storage_name.find('@');
    return at == std::string_view::npos ? std::nullopt : std::optional(storage_name.substr(0, at));
}

bool valid_storage_name(std::string_view name) noexcept
{
    const std::string_view channel = channel_of(name);
    return !channel.empty() && std::ranges::all_of(channel, valid_name_byte) &&
        std::ranges::all_of(subscriber_of(name).value_or(""), valid_name_byte);
}

} // namespace dmq
