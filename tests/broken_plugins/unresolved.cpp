// SPDX-License-Identifier: BSL-1.0
// A plugin that needs a function which nobody has.
#include <dmq/plugin/plugin.hpp>

void nobody_has_this(dmq::IPluginRegistrar& to);

DMQ_PLUGIN(TEST_PLUGIN_NAME, "1", nobody_has_this)
