// SPDX-License-Identifier: BSL-1.0
// Reports requests that keep a loop from everything else.
#pragma once

#include <dmq/node/event_loop.hpp>
#include <dmq/plugin/abi.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace dmq {

/// Looks at the loops from a thread of its own, so that running a request costs no look at the
/// clock, and that one which never comes back is reported as well. The thread sleeps while no loop
/// runs requests.
class DMQ_EXPORT LoopWatch final : private IActivityListener {
public:
    using Clock = std::chrono::steady_clock;
    using Loops = std::vector<std::unique_ptr<EventLoop>>;
    /// A request that runs longer without a wait is counted, and reported in the log, while it
    /// runs.
    static constexpr std::chrono::milliseconds limit{100};

    /// The loops must outlive the object. Once it was started, their threads have to be stopped
    /// first.
    explicit LoopWatch(const Loops& loops);
    ~LoopWatch() { stop(); }
    LoopWatch(const LoopWatch&) = delete;
    LoopWatch& operator=(const LoopWatch&) = delete;

    void start();
    void stop() noexcept;
    /// Looks once: what the thread does several times within `limit`. Returns whether a request
    /// runs, or has run since the last look. On one thread at a time.
    bool check(Clock::time_point now);
    /// Whether the thread waits for a loop to run something.
    bool asleep() const;

private:
    struct Seen {
        std::uint64_t turn = 0;
        Clock::time_point since;
        bool reported = false;
    };

    // IActivityListener
    void request_runs() noexcept override;

    bool look(std::size_t loop, Clock::time_point now);
    void run() noexcept;
    void sleep(std::unique_lock<std::mutex>& lock);

    const Loops& loops_;
    std::vector<Seen> seen_; // by loop
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stop_ = false;
    bool woken_ = false;
    bool asleep_ = false;
    std::thread thread_;
};

} // namespace dmq
