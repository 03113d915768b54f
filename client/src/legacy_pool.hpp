// SPDX-License-Identifier: BSL-1.0
// Open legacy connections that nobody uses at the moment, and whose turn it is.
#pragma once

#include <dmq/client/legacy_client.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace dmq::client {

/// Any thread.
class LegacyPool {
public:
    explicit LegacyPool(LegacyOptions options);

    const std::vector<Address>& nodes() const noexcept { return options_.nodes; }
    /// An idle connection, or a new one. Throws Error.
    LegacyConnection take(const Address& node);
    void give_back(LegacyConnection connection);
    /// Numbers that follow each other, for round robin: Push and Pop have one each (§11.4).
    std::uint64_t push_turn() noexcept { return push_turn_++; }
    std::uint64_t pop_turn() noexcept { return pop_turn_++; }

private:
    LegacyOptions options_;
    std::atomic<std::uint64_t> push_turn_;
    std::atomic<std::uint64_t> pop_turn_;
    std::mutex mutex_;
    std::vector<LegacyConnection> idle_; // of all nodes, last used last
};

} // namespace dmq::client
