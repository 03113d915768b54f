// SPDX-License-Identifier: BSL-1.0
// The queues that are open, so that shutdown finds them.
#pragma once

#include "ring_engine.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace dmq::ring {

class DumpableQueue;

/// Any thread. Shared by the queues and RingChannels, whichever lives longer.
class QueueRegistry {
public:
    void add(DumpableQueue& queue)
    {
        const std::lock_guard lock(mutex_);
        queues_.insert(&queue);
    }
    void remove(DumpableQueue& queue) noexcept
    {
        const std::lock_guard lock(mutex_);
        queues_.erase(&queue);
    }
    /// Sorted by name. Valid as long as no queue is destroyed.
    std::vector<DumpableQueue*> all() const;

private:
    mutable std::mutex mutex_;
    std::set<DumpableQueue*> queues_;
};

/// A queue that is in the registry until it is retired or destroyed.
class DumpableQueue final : public RingEngine {
public:
    /// `restored_from`: the storage name of the dump that the ring's records come from, or empty.
    DumpableQueue(std::shared_ptr<QueueRegistry> registry, std::string storage_name, ByteRing ring,
                  std::uint32_t records, std::string restored_from)
        : RingEngine(std::move(storage_name), std::move(ring), records),
          registry_(std::move(registry)),
          restored_from_(std::move(restored_from))
    {
        registry_->add(*this);
    }
    DumpableQueue(const DumpableQueue&) = delete;
    DumpableQueue& operator=(const DumpableQueue&) = delete;
    ~DumpableQueue() override { registry_->remove(*this); }

    void retire() noexcept override
    {
        registry_->remove(*this);
        clear();
    }
    const std::string& restored_from() const noexcept { return restored_from_; }
    /// Whether the dump it was loaded from still says all that is to be saved.
    bool as_restored() const noexcept { return restored_from_ == name() && unchanged(); }

private:
    std::shared_ptr<QueueRegistry> registry_;
    const std::string restored_from_;
};

inline std::vector<DumpableQueue*> QueueRegistry::all() const
{
    const std::lock_guard lock(mutex_);
    std::vector<DumpableQueue*> queues(queues_.begin(), queues_.end());
    std::sort(queues.begin(), queues.end(),
              [](const auto* a, const auto* b) { return a->name() < b->name(); });
    return queues;
}

} // namespace dmq::ring
