// SPDX-License-Identifier: BSL-1.0
// A node that dies in the middle of its work, at the same place each time.
#pragma once

#include <dmq/client/address.hpp>

#include <cstddef>
#include <cstdint>
#include <thread>

namespace dmq::test {

/// Stands before a node and passes on one connection, until so many bytes have gone to the node;
/// then both sides and the address are closed.
class DyingProxy {
public:
    DyingProxy(const client::Address& node, std::size_t bytes);
    DyingProxy(const DyingProxy&) = delete;
    DyingProxy& operator=(const DyingProxy&) = delete;
    ~DyingProxy();

    client::Address address() const { return {"127.0.0.1", port_}; }

private:
    void pass_on(std::uint16_t node_port, std::size_t bytes) const;

    int listener_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

} // namespace dmq::test
