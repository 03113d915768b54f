// SPDX-License-Identifier: BSL-1.0
// Registers Exists for both protocols.
#include "exists.hpp"

#include <dmq/plugin/plugin.hpp>

namespace {

void register_exists(dmq::IPluginRegistrar& to)
{
    to.add_request<exists::LegacyExists>({dmq::Protocol::legacy, exists::legacy_code}, "Exists");
    to.add_request<exists::NeoExists>({dmq::Protocol::neo, exists::neo_code, exists::neo_version},
                                      "exists");
}

} // namespace

DMQ_PLUGIN("exists", "0.1.0", register_exists)
