// SPDX-License-Identifier: BSL-1.0
// Carries wake-ups of channels to the loop of the one who waits.
#pragma once

#include <dmq/plugin/channel.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <memory>

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
class LoopWaker final : public IWaker, public std::enable_shared_from_this<LoopWaker> {
public:
    /// The context must run on one thread, and outlive all calls.
    LoopWaker(boost::asio::io_context& loop, IWakeTarget& target)
        : loop_(loop), target_(&target) { }

    void wake() noexcept override
    {
        if (posted_.exchange(true, std::memory_order_acq_rel))
            return;
        boost::asio::post(loop_, [self = shared_from_this()] {
            self->posted_.store(false, std::memory_order_release);
            if (self->target_)
                self->target_->woken();
        });
    }

    /// The target goes away. On its loop.
    void detach() noexcept { target_ = nullptr; }

private:
    boost::asio::io_context& loop_;
    IWakeTarget* target_; // used on the loop only
    std::atomic<bool> posted_ = false;
};

} // namespace dmq
