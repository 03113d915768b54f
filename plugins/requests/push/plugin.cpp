// SPDX-License-Identifier: BSL-1.0
// Registers Push as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/push/push.hpp"

namespace {

void register_push(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::Push>(dmq::requests::id_of(dmq::legacy::Command::push), "Push");
}

} // namespace

DMQ_PLUGIN("push", "0.1.0", register_push)
