// SPDX-License-Identifier: BSL-1.0
// A plugin that does not survive its own static constructors.
#include <dmq/plugin/plugin.hpp>

#include <cstdlib>

namespace {

[[maybe_unused]] const int never = (std::abort(), 0);

void register_nothing(dmq::IPluginRegistrar&) { }

} // namespace

DMQ_PLUGIN(TEST_PLUGIN_NAME, "1", register_nothing)
