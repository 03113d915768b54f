// SPDX-License-Identifier: BSL-1.0
// The periodic report to stats.log and Collectd (node-behaviour §11, [STATS]).
#pragma once

#include "config.hpp"
#include "stats/collectd_client.hpp"
#include "stats/node_snapshot.hpp"
#include "stats/stats_line.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/system_timer.hpp>

#include <chrono>
#include <functional>
#include <optional>

namespace dmq::node_app {

/// The next multiple of the interval behind `now`, on the wall clock.
std::chrono::system_clock::time_point next_report(std::chrono::system_clock::time_point now,
                                                  std::chrono::seconds interval);

/// Reports at every multiple of the interval for as long as the io_context runs, on its thread.
class StatsLog {
public:
    /// Each call takes the maxima of active requests.
    using TakeSnapshot = std::function<NodeSnapshot()>;

    /// `loop` must outlive the object. Lines go to the logger `stats_logger`.
    StatsLog(boost::asio::io_context& loop, const StatsLogConfig& config, TakeSnapshot take);

    /// Reports now what has changed since the last report, or the start; for Collectd it is of
    /// `time`.
    void report(std::chrono::system_clock::time_point time = std::chrono::system_clock::now());

private:
    void wait();
    void send_to_collectd(const NodeSnapshot& now, std::chrono::system_clock::time_point time);

    const StatsLogConfig config_;
    const TakeSnapshot take_;
    boost::asio::system_timer timer_;
    NodeSnapshot last_;
    StatsLine line_;
    std::optional<CollectdClient> collectd_;
};

} // namespace dmq::node_app
