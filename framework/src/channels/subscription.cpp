// SPDX-License-Identifier: BSL-1.0
#include "subscription.hpp"

#include <mutex>

namespace dmq {

Subscription::Subscription(std::shared_ptr<Channel> channel, Queue& queue,
                           std::shared_ptr<IWaker> waker)
    : channel_(std::move(channel)), queue_(queue), consumer_(std::move(waker))
{
    queue_.add(consumer_);
}

Subscription::~Subscription()
{
    WakeList wakes;
    const std::lock_guard lock(channel_->mutex_);
    queue_.remove(consumer_, wakes);
}

Lease Subscription::take(std::size_t max_bytes) noexcept
{
    WakeList wakes;
    const std::lock_guard lock(channel_->mutex_);
    queue_.stop_waiting(consumer_);
    consumer_.state = Consumer::State::busy;
    return channel_->lend(queue_, max_bytes, wakes);
}

bool Subscription::removed() const noexcept
{
    const std::lock_guard lock(channel_->mutex_);
    return channel_->state_ == Channel::State::removed;
}

bool Subscription::arm() noexcept
{
    const std::lock_guard lock(channel_->mutex_);
    return channel_->state_ != Channel::State::removed && queue_.wait(consumer_);
}

void Subscription::disarm() noexcept
{
    const std::lock_guard lock(channel_->mutex_);
    queue_.stop_waiting(consumer_);
}

} // namespace dmq
