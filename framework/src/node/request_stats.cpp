// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/request_stats.hpp>

#include <algorithm>
#include <numeric>

namespace dmq {
namespace {

// requests measured together that took less in the mean are all taken for fast ones
constexpr std::chrono::microseconds fast_mean{1};

std::size_t bucket_of(std::chrono::nanoseconds time) noexcept
{
    const auto bound = std::ranges::lower_bound(request_time_bounds, time);
    return static_cast<std::size_t>(bound - request_time_bounds.begin());
}

} // namespace

RequestCounts& RequestCounts::operator+=(const RequestCounts& other) noexcept
{
    active += other.active;
    handled += other.handled;
    time += other.time;
    for (std::size_t i = 0; i < buckets.size(); ++i)
        buckets[i] += other.buckets[i];
    return *this;
}

void RequestCounters::count(std::chrono::nanoseconds time, std::uint32_t requests) noexcept
{
    add(nanoseconds_, static_cast<std::uint64_t>(time.count()));
    const std::uint32_t slow = time <= fast_mean * requests ? 0 : 1;
    add(buckets_[bucket_of(time)], slow);
    add(buckets_.front(), requests - slow);
}

RequestCounts RequestCounters::counts() const noexcept
{
    RequestCounts counts;
    counts.active = active_.load(std::memory_order_relaxed);
    counts.time = std::chrono::nanoseconds(nanoseconds_.load(std::memory_order_relaxed));
    std::ranges::transform(buckets_, counts.buckets.begin(), [](const auto& bucket) {
        return bucket.load(std::memory_order_relaxed);
    });
    counts.handled = std::accumulate(counts.buckets.begin(), counts.buckets.end(),
                                     counted_.load(std::memory_order_relaxed));
    return counts;
}

std::uint64_t RequestCounters::take_max_active() noexcept
{
    const auto active = active_.load(std::memory_order_relaxed);
    return std::max(most_active_.exchange(active, std::memory_order_relaxed), active);
}

} // namespace dmq
