// SPDX-License-Identifier: BSL-1.0
// The connections of one run, and what they still have to do.
#pragma once

#include "connection.hpp"
#include "content.hpp"
#include "epoll.hpp"
#include "histogram.hpp"

#include <dmq/bench/run.hpp>

#include <memory>
#include <vector>

namespace dmq::bench {

/// Confined to one thread.
class Load {
public:
    /// Opens all connections. Throws std::runtime_error.
    explicit Load(const Workload& workload);

    /// Does everything there is to do. Throws std::runtime_error.
    void run();
    /// Whether all that was asked for arrived, once each.
    void check() const;
    Latency latency() const noexcept { return latencies_.summary(); }

private:
    class Arrivals;

    void connect(const Side& side, Role role);
    void connect(const Side& side, const std::string& address, Role role);
    void go_round();
    bool complete() const noexcept;
    void ask();
    void ask_what_is_due();
    bool may_ask(const Connection& connection) const noexcept;
    void ask(std::size_t asker, std::uint64_t stamp);
    std::uint64_t wait_time() const noexcept;
    std::uint64_t due(std::uint64_t index) const noexcept;
    std::uint64_t least_arrived() const noexcept;
    void stored(Connection& from);
    void arrived(Connection& from, Bytes record);
    void answered(Connection& from);
    void fail_if_late() const;

    const Workload workload_;
    Content content_;
    Epoll epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::size_t askers_ = 0; // the first connections; the others consume
    std::vector<Tally> tallies_; // for each subscriber
    Histogram latencies_;
    unsigned depth_ = 0;
    std::uint64_t start_ = 0;
    std::uint64_t next_ = 0; // to be asked for
    std::uint64_t stored_ = 0;
};

} // namespace dmq::bench
