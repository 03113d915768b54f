// SPDX-License-Identifier: BSL-1.0
// A node in a process of its own that can be ended and started again with its ports and data.
#pragma once

#include "integration/node_process.hpp"

#include <dmq/client/client_options.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dmq::test {

/// What a NodeDirectory's nodes know as "test".
client::Credentials client_credentials();

class ChildNode {
public:
    ChildNode();

    void start();
    /// Ends it as an operator does: what it holds is saved. False if it complains.
    bool stop();
    bool running() const noexcept { return process_ != nullptr; }

    client::Address neo() const { return {"127.0.0.1", neo_port_}; }
    client::Address legacy() const { return {"127.0.0.1", legacy_port_}; }
    const TempDir& directory() const noexcept { return directory_; }

private:
    NodeDirectory directory_;
    std::unique_ptr<NodeProcess> process_;
    std::uint16_t neo_port_ = 0;
    std::uint16_t legacy_port_ = 0;
};

/// Options for a client of these nodes.
client::ClientOptions options_for(const std::vector<std::unique_ptr<ChildNode>>& nodes);

} // namespace dmq::test
