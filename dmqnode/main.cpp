// SPDX-License-Identifier: BSL-1.0
// Entry of the program.
#include "application.hpp"
#include "command_line.hpp"

#include <iostream>
#include <vector>

int main(int argc, char* argv[])
{
    using namespace dmq::node_app;
    try {
        return static_cast<int>(run_application(parse_command_line({argv + 1, argv + argc})));
    } catch (const UsageError& error) {
        std::cerr << "dmqnode: " << error.what() << '\n' << usage_hint();
        return static_cast<int>(ExitStatus::usage);
    }
}
