// SPDX-License-Identifier: BSL-1.0
// What the requests with a list of channels do with it.
#include "requests/common/channel_list.hpp"

#include <algorithm>

namespace dmq::requests {

bool all_valid(Names names) noexcept { return std::ranges::all_of(names, valid_channel_name); }

std::optional<std::vector<std::shared_ptr<IChannel>>> open_all(IChannels& channels, Names names)
{
    std::vector<std::shared_ptr<IChannel>> opened;
    opened.reserve(names.size());
    for (const std::string_view name : names) {
        opened.push_back(channels.get_or_create(name));
        if (!opened.back())
            return std::nullopt;
    }
    return opened;
}

} // namespace dmq::requests
