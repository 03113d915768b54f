// SPDX-License-Identifier: BSL-1.0
// What dmq bench prints.
#pragma once

#include <dmq/bench/run.hpp>

#include <string>

namespace dmq::cli {

/// Two lines at most: the throughput, and the latency if it was measured.
std::string bench_text(const bench::Workload& workload, const bench::Result& result);
/// The same as one JSON object in a line; latencies are in microseconds.
std::string bench_json(const bench::Result& result);

} // namespace dmq::cli
