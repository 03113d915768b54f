// SPDX-License-Identifier: BSL-1.0
// Registers GetSize as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/get_size/get_size.hpp"

namespace {

void register_get_size(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::GetSize>(dmq::requests::id_of(dmq::legacy::Command::get_size),
                                           "GetSize");
}

} // namespace

DMQ_PLUGIN("get_size", "0.1.0", register_get_size)
