// SPDX-License-Identifier: BSL-1.0
// Registers RemoveChannel of both protocols as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/remove_channel/neo_remove_channel.hpp"
#include "requests/remove_channel/remove_channel.hpp"

namespace {

void register_remove_channel(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::RemoveChannel>(
        dmq::requests::id_of(dmq::legacy::Command::remove_channel), "RemoveChannel");
    to.add_request<dmq::requests::NeoRemoveChannel>(
        dmq::requests::id_of(dmq::neo::AdminCode::remove_channel), "remove_channel");
}

} // namespace

DMQ_PLUGIN("remove_channel", "0.1.0", register_remove_channel)
