// SPDX-License-Identifier: BSL-1.0
// Registers PushMulti2 as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/push_multi2/push_multi2.hpp"

namespace {

void register_push_multi2(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::PushMulti2>(
        dmq::requests::id_of(dmq::legacy::Command::push_multi2), "PushMulti2");
}

} // namespace

DMQ_PLUGIN("push_multi2", "0.1.0", register_push_multi2)
