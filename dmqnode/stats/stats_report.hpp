// SPDX-License-Identifier: BSL-1.0
// The statistics of node-behaviour §11.2: which values there are, in which order.
#pragma once

#include "stats/node_snapshot.hpp"
#include "stats/stats_sink.hpp"

namespace dmq::node_app {

/// Which keys a report has.
enum class StatsKeys : std::uint8_t {
    original, // those of the original node
    extended, // then more: what was refused, the requests that the original does not track
};

/// Reports what has changed between the snapshots, and what is there at the second one.
void report_stats(const NodeSnapshot& before, const NodeSnapshot& now, StatsKeys keys,
                  IStatsSink& to);

} // namespace dmq::node_app
