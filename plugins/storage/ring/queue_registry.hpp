// SPDX-License-Identifier: BSL-1.0
// The queues that are open, so that commit and shutdown find them.
#pragma once

#include "ring_queue.hpp"

#include <algorithm>
#include <mutex>
#include <set>
#include <vector>

namespace dmq::ring {

/// Any thread. Shared by the queues and RingChannels, whichever lives longer.
class QueueRegistry {
public:
    void add(RingQueue& queue)
    {
        const std::lock_guard lock(mutex_);
        queues_.insert(&queue);
    }
    void remove(RingQueue& queue) noexcept
    {
        const std::lock_guard lock(mutex_);
        queues_.erase(&queue);
    }
    /// Sorted by name. Valid as long as no queue is destroyed or renamed.
    std::vector<RingQueue*> all() const
    {
        const std::lock_guard lock(mutex_);
        std::vector<RingQueue*> queues(queues_.begin(), queues_.end());
        std::sort(queues.begin(), queues.end(),
                  [](const auto* a, const auto* b) { return a->name() < b->name(); });
        return queues;
    }

private:
    mutable std::mutex mutex_;
    std::set<RingQueue*> queues_;
};

} // namespace dmq::ring
