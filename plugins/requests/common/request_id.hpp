// SPDX-License-Identifier: BSL-1.0
// What the plugin.cpp files share.
#pragma once

#include <dmq/plugin/plugin.hpp>
#include <dmq/protocol/legacy.hpp>
#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_requests.hpp>

namespace dmq::requests {

/// The id under which a legacy request is registered.
constexpr RequestId id_of(legacy::Command command) noexcept
{
    return {Protocol::legacy, static_cast<std::int32_t>(command)};
}

/// The id of a neo request for administration.
constexpr RequestId id_of(neo::AdminCode code) noexcept
{
    return {Protocol::neo, static_cast<std::int32_t>(code), neo::admin_version};
}

/// The id of any other neo request.
constexpr RequestId id_of(neo::RequestCode code, std::uint8_t version) noexcept
{
    return {Protocol::neo, static_cast<std::int32_t>(code), version};
}

} // namespace dmq::requests
