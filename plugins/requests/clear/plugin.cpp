// SPDX-License-Identifier: BSL-1.0
// Registers Clear as a plugin of its own.
#include "requests/clear/clear.hpp"
#include "requests/common/request_id.hpp"

namespace {

void register_clear(dmq::IPluginRegistrar& to)
{
    to.add_request<dmq::requests::Clear>(dmq::requests::id_of(dmq::neo::AdminCode::clear), "clear");
}

} // namespace

DMQ_PLUGIN("clear", "0.1.0", register_clear)
