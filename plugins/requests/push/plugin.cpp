// SPDX-License-Identifier: BSL-1.0
// Registers Push of both protocols as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/push/neo_push.hpp"
#include "requests/push/push.hpp"

namespace {

void register_push(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::Push>(dmq::requests::id_of(dmq::legacy::Command::push), "Push");
    to.add_request<dmq::requests::NeoPush>(
        dmq::requests::id_of(dmq::neo::RequestCode::push, dmq::neo::push_version), "push");
}

} // namespace

DMQ_PLUGIN("push", "0.1.0", register_push)
