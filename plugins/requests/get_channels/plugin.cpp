// SPDX-License-Identifier: BSL-1.0
// Registers GetChannels as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/get_channels/get_channels.hpp"

namespace {

void register_get_channels(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::GetChannels>(
        dmq::requests::id_of(dmq::legacy::Command::get_channels), "GetChannels");
}

} // namespace

DMQ_PLUGIN("get_channels", "0.1.0", register_get_channels)
