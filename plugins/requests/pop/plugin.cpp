// SPDX-License-Identifier: BSL-1.0
// Registers Pop of both protocols as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/pop/neo_pop.hpp"
#include "requests/pop/pop.hpp"

namespace {

void register_pop(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::Pop>(dmq::requests::id_of(dmq::legacy::Command::pop), "Pop");
    to.add_request<dmq::requests::NeoPop>(
        dmq::requests::id_of(dmq::neo::RequestCode::pop, dmq::neo::pop_version), "pop");
}

} // namespace

DMQ_PLUGIN("pop", "0.1.0", register_pop)
