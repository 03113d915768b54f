// SPDX-License-Identifier: BSL-1.0
// The records of one message of a neo Consume, shared with the connection that sends them.
#pragma once

#include <dmq/plugin/channel.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace dmq::requests {

/// The queue gets the records back unless they were delivered. It hears of either as soon as this
/// object is gone and the connection reads the bytes no more. Confined to the connection's loop.
class Batch {
public:
    Batch() : shared_(std::make_shared<Shared>()) { }

    /// More of the same queue, behind what there is.
    void add(Lease records)
    {
        size_ += records.size();
        shared_->leases.push_back(std::move(records));
    }
    bool empty() const noexcept { return size_ == 0; }
    /// Wire size in bytes.
    std::size_t size() const noexcept { return size_; }
    /// What the connection keeps until it has sent it.
    std::vector<std::shared_ptr<const Lease>> records() const
    {
        std::vector<std::shared_ptr<const Lease>> all;
        for (const Lease& lease : shared_->leases)
            all.emplace_back(shared_, &lease);
        return all;
    }
    /// Whether the connection has let go of the records.
    bool sent() const noexcept { return shared_.use_count() <= 1 && !watched_.lock(); }
    void delivered() noexcept { shared_->delivered = true; }
    /// Delivered, whatever happens to the connection: nothing is kept here any more.
    void deliver_once() noexcept
    {
        delivered();
        watched_ = std::exchange(shared_, nullptr);
    }

private:
    struct Shared {
        Shared() = default;
        Shared(const Shared&) = delete;
        Shared& operator=(const Shared&) = delete;
        ~Shared()
        {
            for (Lease& lease : leases) {
                if (delivered)
                    lease.done();
            }
            while (!leases.empty())
                leases.pop_back(); // the newest goes back first: the order stays
        }

        std::vector<Lease> leases;
        bool delivered = false;
    };

    std::shared_ptr<Shared> shared_; // null behind deliver_once()
    std::weak_ptr<Shared> watched_;
    std::size_t size_ = 0;
};

} // namespace dmq::requests
