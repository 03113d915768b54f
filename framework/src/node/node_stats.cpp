// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/node_stats.hpp>

namespace dmq {

NodeStats::NodeStats(std::size_t loops, std::size_t request_types)
{
    for (std::size_t i = 0; i < loops; ++i)
        loops_.push_back(std::make_unique<LoopStats>(request_types));
}

Traffic NodeStats::traffic() const noexcept
{
    Traffic sum;
    for (const auto& loop : loops_) {
        sum.received += loop->traffic.received.load(std::memory_order_relaxed);
        sum.sent += loop->traffic.sent.load(std::memory_order_relaxed);
    }
    return sum;
}

RequestCounts NodeStats::requests(std::size_t type) const noexcept
{
    RequestCounts sum;
    for (const auto& loop : loops_)
        sum += loop->requests[type].counts();
    return sum;
}

std::uint64_t NodeStats::take_max_active(std::size_t type) noexcept
{
    std::uint64_t sum = 0;
    for (const auto& loop : loops_)
        sum += loop->requests[type].take_max_active();
    return sum;
}

} // namespace dmq
