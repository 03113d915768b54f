// SPDX-License-Identifier: BSL-1.0
// The whole program but main().
#pragma once

#include <io.hpp>
#include <string>
#include <vector>

namespace dmq::cli {

/// Does what the arguments (without the program's name) say; returns the exit code. SIGPIPE has
/// to be ignored.
int run(const std::vector<std::string>& arguments, const Io& io);

} // namespace dmq::cli
