// SPDX-License-Identifier: BSL-1.0
// What is counted about one request type (node-behaviour §11.2), and the clock that is read for it.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/plugin.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace dmq {

/// Upper bounds of the time buckets; the last bucket has none.
inline constexpr std::array<std::chrono::nanoseconds, 5> request_time_bounds{
    std::chrono::microseconds(10), std::chrono::microseconds(100), std::chrono::milliseconds(1),
    std::chrono::milliseconds(10), std::chrono::milliseconds(100)};

/// Since the start; a plain value. Each handled request of a timed type is in one bucket.
struct DMQ_EXPORT RequestCounts {
    std::uint64_t active = 0;
    std::uint64_t handled = 0;
    std::chrono::nanoseconds time{0}; // of all handled ones together
    std::array<std::uint64_t, request_time_bounds.size() + 1> buckets{};

    RequestCounts& operator+=(const RequestCounts& other) noexcept;
};

/// Counts of one request type on one loop: written by the loop, read by anybody, no locked
/// instruction among what the loop does.
class DMQ_EXPORT RequestCounters {
public:
    void started() noexcept
    {
        const auto active = active_.load(std::memory_order_relaxed) + 1;
        active_.store(active, std::memory_order_relaxed);
        if (active > most_active_.load(std::memory_order_relaxed))
            most_active_.store(active, std::memory_order_relaxed);
    }
    void ended() noexcept { add(active_, -std::uint64_t{1}); }
    /// An ended request whose time is not measured.
    void count() noexcept { add(counted_, 1); }
    /// Ended requests that took `time` together. When they can not all have been fast, one of them
    /// is taken for the slow one.
    void count(std::chrono::nanoseconds time, std::uint32_t requests) noexcept;

    /// Any thread.
    RequestCounts counts() const noexcept;
    /// The most that were active at a time since the last call. One thread at a time.
    std::uint64_t take_max_active() noexcept;

private:
    static void add(std::atomic<std::uint64_t>& to, std::uint64_t value) noexcept
    {
        to.store(to.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
    }

    std::atomic<std::uint64_t> active_{0};
    std::atomic<std::uint64_t> most_active_{0};
    std::atomic<std::uint64_t> counted_{0};
    std::atomic<std::uint64_t> nanoseconds_{0};
    std::array<std::atomic<std::uint64_t>, request_time_bounds.size() + 1> buckets_{};
};

/// Measures the requests of one connection. A request that ends without having waited takes less
/// time than reading a clock twice: of those that follow each other, up to 32 are measured
/// together. One that has waited is measured by itself. Confined to the connection's loop.
template <class Clock = std::chrono::steady_clock> class RequestTimer {
public:
    using TimePoint = typename Clock::time_point;

    /// The connection begins a request, while no other is between begin() and end() or leave().
    void begin(RequestCounters& of, Timing timing) noexcept
    {
        of.started();
        if (measured_ > 0 && (of_ != &of || measured_ == most_together))
            settle();
        of_ = &of;
        running_ = true;
        timed_ = timing == Timing::timed;
        if (timed_ && !std::exchange(clock_is_read_, true))
            since_ = Clock::now();
    }
    /// The request that has begun ends.
    void end() noexcept
    {
        of_->ended();
        running_ = false;
        if (timed_) {
            ++measured_;
        } else {
            of_->count();
            clock_is_read_ = false;
        }
        if (std::exchange(waited_, false))
            settle();
    }
    /// The request that has begun goes on while others begin: returns since when it runs, for
    /// leave_ended(); no clock is read for one that is only counted.
    TimePoint leave() noexcept
    {
        settle();
        running_ = clock_is_read_ = waited_ = false;
        return timed_ ? Clock::now() : TimePoint{};
    }
    static void leave_ended(RequestCounters& of, Timing timing, TimePoint since) noexcept
    {
        of.ended();
        if (timing == Timing::timed)
            of.count(Clock::now() - since, 1);
        else
            of.count();
    }
    /// The connection waits for something now, or does what belongs to no request.
    void pause() noexcept
    {
        settle();
        if (running_)
            waited_ = true;
        else
            clock_is_read_ = false;
    }

private:
    static constexpr std::uint32_t most_together = 32;

    void settle() noexcept
    {
        if (measured_ == 0)
            return;
        const auto now = Clock::now();
        of_->count(now - std::exchange(since_, now), std::exchange(measured_, 0));
    }

    RequestCounters* of_ = nullptr;
    TimePoint since_{};
    std::uint32_t measured_ = 0; // ended, and since since_
    bool clock_is_read_ = false; // since_ is when the request at hand began
    bool running_ = false;
    bool timed_ = false;
    bool waited_ = false;
};

} // namespace dmq
