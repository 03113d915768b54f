// SPDX-License-Identifier: BSL-1.0
// Registers GetSizeLimit as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/get_size_limit/get_size_limit.hpp"

namespace {

void register_get_size_limit(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::GetSizeLimit>(
        dmq::requests::id_of(dmq::legacy::Command::get_size_limit), "GetSizeLimit");
}

} // namespace

DMQ_PLUGIN("get_size_limit", "0.1.0", register_get_size_limit)
