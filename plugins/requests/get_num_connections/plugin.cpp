// SPDX-License-Identifier: BSL-1.0
// Registers GetNumConnections as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/get_num_connections/get_num_connections.hpp"

namespace {

void register_get_num_connections(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::GetNumConnections>(
        dmq::requests::id_of(dmq::legacy::Command::get_num_connections), "GetNumConnections");
}

} // namespace

DMQ_PLUGIN("get_num_connections", "0.1.0", register_get_num_connections)
