// SPDX-License-Identifier: BSL-1.0
// One consumer of one queue of a channel.
#pragma once

#include "channel.hpp"

#include <memory>

namespace dmq {

/// Keeps the channel alive. Used on one loop; the constructor runs with the channel's lock held.
class Subscription final : public ISubscription {
public:
    Subscription(std::shared_ptr<Channel> channel, Queue& queue, std::shared_ptr<IWaker> waker);
    ~Subscription() override;

    Lease take(std::size_t max_bytes) noexcept override;
    bool removed() const noexcept override;
    bool arm() noexcept override;
    void disarm() noexcept override;

private:
    const std::shared_ptr<Channel> channel_;
    Queue& queue_;
    Consumer consumer_;
};

} // namespace dmq
