// SPDX-License-Identifier: BSL-1.0
// What is wrong with a configuration, gathered so that all of it can be shown at once.
#pragma once

#include <string>
#include <vector>

namespace dmq::node_app {

/// Each text is one line without its newline, ready for a person: where, what, what was expected.
struct Diagnostics {
    std::vector<std::string> errors;
    std::vector<std::string> warnings;

    bool ok() const noexcept { return errors.empty(); }
};

} // namespace dmq::node_app
