// SPDX-License-Identifier: BSL-1.0
// Registers ListChannels as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/list_channels/list_channels.hpp"

namespace {

void register_list_channels(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::ListChannels>(
        dmq::requests::id_of(dmq::neo::AdminCode::list_channels), "list_channels");
}

} // namespace

DMQ_PLUGIN("list_channels", "0.1.0", register_list_channels)
