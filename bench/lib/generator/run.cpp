// SPDX-License-Identifier: BSL-1.0
#include "clock.hpp"
#include "load.hpp"
#include "process_clock.hpp"

#include <dmq/bench/run.hpp>

#include <sys/prctl.h>

namespace dmq::bench {

Result run(const Workload& workload)
{
    Load load(workload);
    ::prctl(PR_SET_TIMERSLACK, 1UL); // waits end in time
    Result result;
    result.records = workload.records;
    if (workload.server)
        result.cpu = cpu_time(*workload.server);
    const std::uint64_t start = now();
    load.run();
    result.seconds = static_cast<double>(now() - start) * 1e-9;
    if (workload.server)
        result.cpu = cpu_time(*workload.server) - *result.cpu;
    load.check();
    result.latency = load.latency();
    return result;
}

} // namespace dmq::bench
