// SPDX-License-Identifier: BSL-1.0
// A directory for one test, and its files.
#pragma once

#include "support/temp_dir.hpp"

namespace dmq::node_app {

using test::TempDir;

} // namespace dmq::node_app
