// SPDX-License-Identifier: BSL-1.0
// Registers GetChannelSize as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/get_channel_size/get_channel_size.hpp"

namespace {

void register_get_channel_size(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::GetChannelSize>(
        dmq::requests::id_of(dmq::legacy::Command::get_channel_size), "GetChannelSize");
}

} // namespace

DMQ_PLUGIN("get_channel_size", "0.1.0", register_get_channel_size)
