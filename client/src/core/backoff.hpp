// SPDX-License-Identifier: BSL-1.0
// When to connect to a node again (neo-protocol §9.3, with jitter).
#pragma once

#include <dmq/client/client_options.hpp>

#include <chrono>
#include <cstdint>
#include <random>

namespace dmq::client {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

class Backoff {
public:
    Backoff(const RetrySchedule& schedule, std::uint64_t seed) : schedule_(schedule), random_(seed)
    {
    }

    /// How long to wait before the next attempt: nothing, nothing, first, 2 first, … most.
    Clock::duration next();
    /// A connection has ended that had lasted so long.
    void lost_after(Clock::duration lasted) noexcept;

private:
    RetrySchedule schedule_;
    std::mt19937_64 random_;
    unsigned attempts_ = 0;
};

} // namespace dmq::client
