// SPDX-License-Identifier: BSL-1.0
// Numbers that one thread counts and others may read.
#pragma once

#include <dmq/client/statistics.hpp>

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dmq::client {

/// Written by one thread at a time.
class Counter {
public:
    void add(std::uint64_t value) noexcept { set(get() + value); }
    void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// A histogram with a bin for each value of its Snapshot's, and the sum of what was counted.
template <std::size_t Bins> class BinCounter {
public:
    void add(std::size_t bin, std::uint64_t value, std::uint64_t times = 1) noexcept
    {
        counts_[bin].add(times);
        total_.add(value * times);
    }
    void reset() noexcept
    {
        for (Counter& counter : counts_)
            counter.set(0);
        total_.set(0);
    }
    std::uint64_t total() const noexcept { return total_.get(); }
    /// Returns the sum of all bins.
    std::uint64_t copy(std::array<std::uint64_t, Bins>& to) const noexcept
    {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < Bins; ++i)
            sum += to[i] = counts_[i].get();
        return sum;
    }

private:
    std::array<Counter, Bins> counts_;
    Counter total_;
};

class TimeCounter {
public:
    void add(std::chrono::steady_clock::duration time) noexcept
    {
        if (time != last_)
            look_up(time);
        bins_.add(last_bin_, last_micros_);
    }
    void reset() noexcept { bins_.reset(); }
    TimeHistogram snapshot() const noexcept
    {
        TimeHistogram result;
        result.total_micros = bins_.total();
        result.count = bins_.copy(result.counts);
        return result;
    }

private:
    void look_up(std::chrono::steady_clock::duration time) noexcept
    {
        const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
        last_ = time;
        last_micros_ = static_cast<std::uint64_t>(micros > 0 ? micros : 0);
        last_bin_ = TimeHistogram::bin_of(last_micros_);
    }

    BinCounter<TimeHistogram::bins> bins_;
    // of the last time: what comes in one burst has often taken equally long
    std::chrono::steady_clock::duration last_{};
    std::uint64_t last_micros_ = 0;
    std::size_t last_bin_ = 0;
};

class SizeCounter {
public:
    void add(std::uint64_t size, std::uint64_t times = 1) noexcept
    {
        constexpr auto last = static_cast<int>(SizeHistogram::bins) - 1;
        const int bin = std::bit_width(size);
        bins_.add(static_cast<std::size_t>(bin < last ? bin : last), size, times);
    }
    void reset() noexcept { bins_.reset(); }
    SizeHistogram snapshot() const noexcept
    {
        SizeHistogram result;
        result.total_bytes = bins_.total();
        result.count = bins_.copy(result.counts);
        return result;
    }

private:
    BinCounter<SizeHistogram::bins> bins_;
};

struct TransferCounter {
    SizeCounter messages;
    SizeCounter calls;
    Counter would_block;

    void reset() noexcept
    {
        messages.reset();
        calls.reset();
        would_block.set(0);
    }
    TransferStatistics snapshot() const noexcept
    {
        return {messages.snapshot(), calls.snapshot(), would_block.get()};
    }
};

struct RequestCounter {
    TimeCounter time;
    Counter failures;
    Counter failed_tries;

    void reset() noexcept
    {
        time.reset();
        failures.set(0);
        failed_tries.set(0);
    }
    RequestStatistics snapshot() const noexcept
    {
        return {time.snapshot(), failures.get(), failed_tries.get()};
    }
};

} // namespace dmq::client
