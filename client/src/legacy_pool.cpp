// SPDX-License-Identifier: BSL-1.0
#include "legacy_pool.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <utility>

namespace dmq::client {

LegacyPool::LegacyPool(LegacyOptions options) : options_(std::move(options))
{
    std::mt19937_64 random(options_.seed != 0 ? options_.seed : std::random_device()());
    push_turn_ = random() >> 1U;
    pop_turn_ = random() >> 1U;
}

LegacyConnection LegacyPool::take(const Address& node)
{
    {
        const std::lock_guard lock(mutex_);
        const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& connection) {
            return connection.node() == node;
        });
        if (found != idle_.rend()) {
            LegacyConnection connection = std::move(*found);
            idle_.erase(std::next(found).base());
            return connection;
        }
    }
    return LegacyConnection(node, options_.connection);
}

void LegacyPool::give_back(LegacyConnection connection)
{
    if (!connection.open())
        return;
    const std::lock_guard lock(mutex_);
    const auto same = [&](const LegacyConnection& other) {
        return other.node() == connection.node();
    };
    if (static_cast<std::size_t>(std::ranges::count_if(idle_, same)) < options_.idle_connections)
        idle_.push_back(std::move(connection));
}

} // namespace dmq::client
