// SPDX-License-Identifier: BSL-1.0
// Processor time and memory of this process.
#pragma once

#include <chrono>
#include <cstdint>

namespace dmq::node_app {

/// Processor times since the start of the process; sizes in bytes, as they are now.
struct ProcessStats {
    std::chrono::microseconds user{0};
    std::chrono::microseconds system{0};
    std::uint64_t virtual_size = 0;
    std::uint64_t resident_size = 0;
    std::uint64_t machine_memory = 0;
};

/// What cannot be found out is 0.
ProcessStats read_process_stats();

} // namespace dmq::node_app
