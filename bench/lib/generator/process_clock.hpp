// SPDX-License-Identifier: BSL-1.0
// CPU time of another process.
#pragma once

#include <dmq/bench/run.hpp>

#include <sys/types.h>

namespace dmq::bench {

/// What the process has used since its start, all threads. The total is the process's CPU clock,
/// which /proc/PID/stat shows rounded to 10 ms; user and system are from there. Throws
/// std::runtime_error if there is no such process.
CpuTime cpu_time(pid_t process);

CpuTime operator-(const CpuTime& a, const CpuTime& b) noexcept;

} // namespace dmq::bench
