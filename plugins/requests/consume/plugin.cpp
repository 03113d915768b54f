// SPDX-License-Identifier: BSL-1.0
// Registers Consume of both protocols as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/consume/consume.hpp"
#include "requests/consume/neo_consume.hpp"

namespace {

void register_consume(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::Consume>(dmq::requests::id_of(dmq::legacy::Command::consume),
                                           "Consume", dmq::Timing::counted);
    to.add_request<dmq::requests::NeoConsume>(
        dmq::requests::id_of(dmq::neo::RequestCode::consume, dmq::neo::consume_version), "consume",
        dmq::Timing::counted);
}

} // namespace

DMQ_PLUGIN("consume", "0.1.0", register_consume)
