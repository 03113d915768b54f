// SPDX-License-Identifier: BSL-1.0
// Registers PushMulti as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/push_multi/push_multi.hpp"

namespace {

void register_push_multi(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::PushMulti>(dmq::requests::id_of(dmq::legacy::Command::push_multi),
                                             "PushMulti");
}

} // namespace

DMQ_PLUGIN("push_multi", "0.1.0", register_push_multi)
