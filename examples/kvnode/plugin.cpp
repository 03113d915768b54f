// SPDX-License-Identifier: BSL-1.0
// The plugin with the node's requests.
#include "requests.hpp"

#include <dmq/plugin/plugin.hpp>

static void register_requests(dmq::IPluginRegistrar& to)
{
    to.add_request<kvnode::Put>({dmq::Protocol::legacy, kvnode::code_put}, "Put");
    to.add_request<kvnode::Get>({dmq::Protocol::legacy, kvnode::code_get}, "Get");
    to.add_request<kvnode::Remove>({dmq::Protocol::legacy, kvnode::code_remove}, "Remove");
}

DMQ_PLUGIN("kv", "0.1.0", register_requests)
