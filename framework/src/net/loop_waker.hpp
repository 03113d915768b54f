// SPDX-License-Identifier: BSL-1.0
// Carries wake-ups of channels to the loop of the one who waits.
#pragma once

#include <dmq/node/event_loop.hpp>
#include <dmq/plugin/channel.hpp>

#include <boost/asio/post.hpp>

#include <atomic>
#include <memory>
#include <utility>

namespace dmq {

/// Who waits. Called on its loop.
class IWakeTarget {
public:
    virtual void woken() = 0;

protected:
    ~IWakeTarget() = default;
};

/// Outlives its target where a channel still holds it. Several wake-ups before the loop has come
/// round count as one.
class LoopWaker final : public IWaker,
                        public ILoopWork,
                        public std::enable_shared_from_this<LoopWaker> {
public:
    /// The loop must outlive all calls.
    LoopWaker(EventLoop& loop, IWakeTarget& target) : loop_(loop), target_(&target) { }

    void wake() noexcept override
    {
        if (posted_.exchange(true, std::memory_order_acq_rel))
            return;
        std::shared_ptr<LoopWaker> self = shared_from_this();
        if (!loop_.in_loop() || !loop_.socket_io().run_soon(self))
            boost::asio::post(loop_.context(), [self = std::move(self)] { self->run(); });
    }

    /// The target goes away. On its loop.
    void detach() noexcept { target_ = nullptr; }

private:
    void run() override
    {
        posted_.store(false, std::memory_order_release);
        if (target_)
            target_->woken();
    }

    EventLoop& loop_;
    IWakeTarget* target_; // used on the loop only
    std::atomic<bool> posted_ = false;
};

} // namespace dmq
