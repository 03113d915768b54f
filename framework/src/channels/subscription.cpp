// SPDX-License-Identifier: BSL-1.0
#include "subscription.hpp"

#include <utility>

namespace dmq {

Subscription::Subscription(std::shared_ptr<ChannelMutex> channel_mutex,
                           std::shared_ptr<Queue> queue, std::shared_ptr<IWaker> waker)
    : mutex_(std::move(channel_mutex)), queue_(std::move(queue)), consumer_(std::move(waker))
{
    queue_->add(consumer_);
}

Subscription::~Subscription()
{
    WakeList wakes;
    const std::lock_guard lock(*mutex_);
    queue_->remove(consumer_, wakes);
}

Lease Subscription::take(std::size_t max_bytes) noexcept
{
    WakeList wakes;
    const std::lock_guard lock(*mutex_);
    queue_->stop_waiting(consumer_);
    consumer_.state = Consumer::State::busy;
    return queue_->take(max_bytes, wakes);
}

Lease Subscription::take_more(std::size_t max_bytes) noexcept
{
    WakeList wakes;
    const std::lock_guard lock(*mutex_);
    return queue_->idle_consumers() ? Lease() : queue_->take(max_bytes, wakes);
}

void Subscription::decline() noexcept
{
    WakeList wakes;
    const std::lock_guard lock(*mutex_);
    queue_->decline(consumer_, wakes);
}

bool Subscription::removed() const noexcept
{
    const std::lock_guard lock(*mutex_);
    return queue_->retired();
}

bool Subscription::arm() noexcept
{
    const std::lock_guard lock(*mutex_);
    return !queue_->retired() && queue_->wait(consumer_);
}

void Subscription::disarm() noexcept
{
    const std::lock_guard lock(*mutex_);
    queue_->stop_waiting(consumer_);
}

} // namespace dmq
