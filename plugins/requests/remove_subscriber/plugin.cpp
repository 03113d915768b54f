// SPDX-License-Identifier: BSL-1.0
// Registers RemoveSubscriber as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/remove_subscriber/remove_subscriber.hpp"

namespace {

void register_remove_subscriber(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::RemoveSubscriber>(
        dmq::requests::id_of(dmq::neo::AdminCode::remove_subscriber), "remove_subscriber");
}

} // namespace

DMQ_PLUGIN("remove_subscriber", "0.1.0", register_remove_subscriber)
