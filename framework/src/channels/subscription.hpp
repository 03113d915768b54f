// SPDX-License-Identifier: BSL-1.0
// One consumer of one queue of a channel.
#pragma once

#include "queue.hpp"

#include <memory>
#include <mutex>

namespace dmq {

/// Keeps the queue alive. Used on one loop; the constructor runs with the channel's lock held.
class Subscription final : public ISubscription {
public:
    Subscription(std::shared_ptr<ChannelMutex> channel_mutex, std::shared_ptr<Queue> queue,
                 std::shared_ptr<IWaker> waker);
    ~Subscription() override;

    Lease take(std::size_t max_bytes) noexcept override;
    Lease take_more(std::size_t max_bytes) noexcept override;
    void decline() noexcept override;
    bool removed() const noexcept override;
    bool arm() noexcept override;
    void disarm() noexcept override;

private:
    const std::shared_ptr<ChannelMutex> mutex_;
    const std::shared_ptr<Queue> queue_;
    Consumer consumer_;
};

} // namespace dmq
