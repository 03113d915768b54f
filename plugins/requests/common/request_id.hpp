// SPDX-License-Identifier: BSL-1.0
// What the plugin.cpp files share.
#pragma once

#include <dmq/plugin/plugin.hpp>
#include <dmq/protocol/legacy.hpp>

namespace dmq::requests {

/// The id under which a legacy request is registered.
constexpr RequestId id_of(legacy::Command command) noexcept
{
    return {Protocol::legacy, static_cast<std::int32_t>(command)};
}

} // namespace dmq::requests
