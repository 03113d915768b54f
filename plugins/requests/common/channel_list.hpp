// SPDX-License-Identifier: BSL-1.0
// What the requests with a list of channels do with it.
#pragma once

#include <dmq/plugin/channel.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dmq::requests {

using Names = std::span<const std::string_view>;

/// Whether each name may be a channel's; true for an empty list.
bool all_valid(Names names) noexcept;

/// The channels of these names, in the same order; those that are missing are created. nullopt if
/// one can't be; those in front of it exist then.
std::optional<std::vector<std::shared_ptr<IChannel>>> open_all(IChannels& channels, Names names);

} // namespace dmq::requests
