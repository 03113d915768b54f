// SPDX-License-Identifier: BSL-1.0
// The records of one message of a neo Consume, shared with the connection that sends them.
#pragma once

#include <dmq/plugin/channel.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace dmq::requests {

/// The queue gets the records back unless they were delivered. It hears of either as soon as this
/// object is gone and the connection reads the bytes no more. Confined to the connection's loop.
class Batch {
public:
    explicit Batch(Lease records) : shared_(std::make_shared<Shared>(std::move(records))) { }

    /// Wire size in bytes.
    std::size_t size() const noexcept { return shared_->records.size(); }
    /// What the connection keeps until it has sent it.
    std::shared_ptr<const Lease> records() const noexcept { return {shared_, &shared_->records}; }
    /// Whether the connection has let go of the records.
    bool sent() const noexcept { return shared_.use_count() == 1; }
    void delivered() noexcept { shared_->delivered = true; }

private:
    struct Shared {
        explicit Shared(Lease lease) noexcept : records(std::move(lease)) { }
        Shared(const Shared&) = delete;
        Shared& operator=(const Shared&) = delete;
        ~Shared()
        {
            if (delivered)
                records.done();
        }

        Lease records;
        bool delivered = false;
    };

    std::shared_ptr<Shared> shared_;
};

} // namespace dmq::requests
