// SPDX-License-Identifier: BSL-1.0
// Registers Peek as a plugin of its own.
#include "requests/common/request_id.hpp"
#include "requests/peek/peek.hpp"

namespace {

void register_peek(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::Peek>(dmq::requests::id_of(dmq::neo::AdminCode::peek), "peek");
}

} // namespace

DMQ_PLUGIN("peek", "0.1.0", register_peek)
