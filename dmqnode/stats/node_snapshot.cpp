// SPDX-License-Identifier: BSL-1.0
// Sums over a snapshot.
#include "node_snapshot.hpp"

#include <algorithm>

namespace dmq::node_app {

QueueUsage ChannelSnapshot::usage() const noexcept
{
    QueueUsage sum;
    for (const auto& queue : queues)
        sum += queue.usage;
    return sum;
}

std::size_t ChannelSnapshot::consumers() const noexcept
{
    std::size_t sum = 0;
    for (const auto& queue : queues)
        sum += queue.consumers;
    return sum;
}

unsigned ChannelSnapshot::percent() const noexcept
{
    unsigned most = 0;
    for (const auto& queue : queues)
        most = std::max(most, queue.usage.percent());
    return most;
}

const RequestSnapshot* NodeSnapshot::find(Protocol protocol, std::string_view name) const noexcept
{
    const auto found = std::ranges::find_if(requests, [&](const RequestSnapshot& request) {
        return request.protocol == protocol && request.name == name;
    });
    return found == requests.end() ? nullptr : &*found;
}

QueueUsage NodeSnapshot::usage() const noexcept
{
    QueueUsage sum;
    for (const auto& channel : channels)
        sum += channel.usage();
    return sum;
}

} // namespace dmq::node_app
