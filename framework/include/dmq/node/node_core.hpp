// SPDX-License-Identifier: BSL-1.0
// The part of a node that does not depend on its protocols.
#pragma once

#include <dmq/node/event_loop.hpp>
#include <dmq/node/loop_watch.hpp>
#include <dmq/node/neo_settings.hpp>
#include <dmq/node/node_stats.hpp>
#include <dmq/node/socket.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/request.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace dmq {

struct NodeOptions {
    std::size_t threads = 1;
    std::chrono::milliseconds shutdown_timeout{10000};
    std::uint64_t channel_size_limit = 0; // what INodeInfo tells
    neo::Settings neo;
    LoopOptions loops{};
};

/// Owns the loops; used by the thread that owns the node, but for what is marked otherwise.
class DMQ_EXPORT NodeCore : public INodeInfo {
public:
    NodeCore(const NodeOptions& options, std::size_t request_types);
    ~NodeCore() override;
    NodeCore(const NodeCore&) = delete;
    NodeCore& operator=(const NodeCore&) = delete;

    const NodeOptions& options() const noexcept { return options_; }
    /// Any thread.
    NodeStats& stats() noexcept { return stats_; }
    const NodeStats& stats() const noexcept { return stats_; }
    Traffic traffic() const noexcept { return stats_.traffic(); }
    /// ISocketIo::name() of the loops.
    const char* socket_io() const noexcept { return loops_.front()->socket_io().name(); }
    std::uint64_t channel_size_limit() const noexcept override
    {
        return options_.channel_size_limit;
    }
    bool redelivery() const noexcept override { return options_.neo.redelivery; }

protected:
    /// How long closing connections by force may take before the node gives up on them.
    static constexpr std::chrono::milliseconds abort_timeout{5000};
    /// How long looking at all connections may take before a busy loop is left out.
    static constexpr std::chrono::milliseconds visit_timeout{2000};

    std::vector<std::unique_ptr<EventLoop>>& loops() noexcept { return loops_; }
    void start_loops();
    void stop_loops() noexcept;
    /// Runs `work` on the first loop, and waits for it.
    void on_first_loop(const std::function<void()>& work);
    /// A connection has ended. Any thread.
    void connection_ended();
    /// Returns whether all connections have ended in time.
    bool wait_for_connections(std::chrono::milliseconds timeout);

private:
    const NodeOptions options_;
    NodeStats stats_;
    std::vector<std::unique_ptr<EventLoop>> loops_;
    std::unique_ptr<LoopWatch> watch_;
    std::mutex mutex_;
    std::condition_variable ended_;
};

} // namespace dmq
