// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>

namespace dmq {
namespace {

bool name_character(char c) noexcept
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
        c == '-';
}

} // namespace

std::string_view channel_of(std::string_view storage_name) noexcept
{
    const auto at = storage_name.find('@');
    return at == std::string_view::npos ? storage_name : storage_name.substr(at + 1);
}

bool valid_storage_name(std::string_view name) noexcept
{
    const std::string_view channel = channel_of(name);
    std::string_view subscriber = name.substr(0, name.size() - channel.size());
    if (!subscriber.empty())
        subscriber.remove_suffix(1);
    return !channel.empty() && std::all_of(channel.begin(), channel.end(), name_character) &&
        std::all_of(subscriber.begin(), subscriber.end(), name_character);
}

} // namespace dmq
