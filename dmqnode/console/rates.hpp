// SPDX-License-Identifier: BSL-1.0
// Records per second over the last seconds.
#pragma once

#include <dmq/node/channels.hpp>

#include <chrono>
#include <deque>

namespace dmq::node_app {

struct RecordRates {
    double pushed = 0; // records per second
    double popped = 0;
};

/// Sliding mean over five seconds. Confined to one thread.
class RateMeter {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::seconds window{5};

    /// Adds what is counted now, later than before; returns the mean over the window.
    RecordRates add(Time now, const ActionCounters& counters);

private:
    struct Sample {
        Time time;
        std::uint64_t pushed;
        std::uint64_t popped;
    };

    std::deque<Sample> samples_; // the first is the youngest outside of the window
};

} // namespace dmq::node_app
