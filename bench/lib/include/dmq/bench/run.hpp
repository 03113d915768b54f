// SPDX-License-Identifier: BSL-1.0
// Does what a Workload asks for, checks all that arrives, and says what it cost.
#pragma once

#include <dmq/bench/workload.hpp>

#include <cstdint>
#include <optional>

namespace dmq::bench {

/// CPU time of the server, in seconds. `user` and `system` have a resolution of 10 ms.
struct CpuTime {
    double total = 0;
    double user = 0;
    double system = 0;
};

/// In microseconds. Of a flow with a rate: from when a record was due to its arrival; of requests
/// with a depth of 1: from request to answer. `count` is 0 where nothing was measured.
struct Latency {
    std::uint64_t count = 0;
    double p50 = 0;
    double p99 = 0;
    double p999 = 0;
    double max = 0;
};

struct Result {
    std::uint64_t records = 0;
    double seconds = 0;
    std::optional<CpuTime> cpu;
    Latency latency;
};

/// Opens the connections, then measures from the first request to the last answer or record. Throws
/// std::runtime_error: no connection, an answer that was not expected, a record that was damaged,
/// lost, doubled or out of order, or not everything arrived within the time-out.
Result run(const Workload& workload);

} // namespace dmq::bench
