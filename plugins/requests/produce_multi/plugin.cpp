// SPDX-License-Identifier: BSL-1.0
// Registers ProduceMulti as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/produce_multi/produce_multi.hpp"

namespace {

void register_produce_multi(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::ProduceMulti>(
        dmq::requests::id_of(dmq::legacy::Command::produce_multi), "ProduceMulti",
        dmq::Timing::counted);
}

} // namespace

DMQ_PLUGIN("produce_multi", "0.1.0", register_produce_multi)
