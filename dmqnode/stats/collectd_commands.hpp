// SPDX-License-Identifier: BSL-1.0
// A report in the plain text protocol of Collectd's unixsock plugin.
#pragma once

#include "stats/stats_sink.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace dmq::node_app {

/// How a node's values are called in Collectd: <host>/<plugin>[-<instance>]/<type>[-<instance>].
struct CollectdIdentity {
    std::string host;
    std::string plugin;
    std::string plugin_instance; // may be empty
    std::string type; // of the values of the node itself
};

/// Makes one PUTVAL of each group; the values of the node itself are one as well. The types are
/// those of the groups, with their keys as data sources (deploy/collectd/types.db).
class CollectdCommands final : public IStatsSink {
public:
    CollectdCommands(const CollectdIdentity& identity, std::uint64_t interval_s,
                     std::uint64_t unix_time);

    void begin(const StatsGroup& group) override;
    void add(std::string_view key, std::uint64_t value) override;
    void add(std::string_view key, double value) override;

    /// Ends the report: all commands, a line each.
    std::string take();
    /// How many commands there are.
    std::size_t count() const noexcept { return count_; }

private:
    void put(std::string_view identifier, std::string_view values);
    void end_group();
    std::string& values() noexcept { return identifier_.empty() ? node_values_ : values_; }

    const std::string prefix_; // PUTVAL host/plugin/
    const std::string node_type_;
    const std::string time_; // interval and time
    std::string identifier_; // of the group at hand; empty: the node itself
    std::string values_;
    std::string node_values_;
    std::string commands_;
    std::size_t count_ = 0;
};

} // namespace dmq::node_app
