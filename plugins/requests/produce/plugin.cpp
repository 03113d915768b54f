// SPDX-License-Identifier: BSL-1.0
// Registers Produce as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/produce/produce.hpp"

namespace {

void register_produce(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::Produce>(dmq::requests::id_of(dmq::legacy::Command::produce),
                                           "Produce", dmq::Timing::counted);
}

} // namespace

DMQ_PLUGIN("produce", "0.1.0", register_produce)
