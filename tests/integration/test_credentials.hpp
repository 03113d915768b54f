// SPDX-License-Identifier: BSL-1.0
// Who may log in to the nodes of the tests.
#pragma once

#include <dmq/protocol/neo_auth.hpp>

#include <cstddef>
#include <string>

namespace dmq::test {

/// A credentials file with the client "test", whose key is 128 bytes of value 7.
inline std::string test_credentials()
{
    std::string line = "test:";
    for (std::size_t i = 0; i < neo::Key().size(); ++i)
        line += "07";
    return line + '\n';
}

} // namespace dmq::test
