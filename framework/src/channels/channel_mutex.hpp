// SPDX-License-Identifier: BSL-1.0
// The lock of a channel.
#pragma once

#include <atomic>

namespace dmq {

/// A mutex for std::lock_guard that is nearly never waited for: one locked instruction for each
/// time it is held, where std::mutex takes two. Who waits spins for a moment, then sleeps.
class ChannelMutex {
public:
    void lock() noexcept
    {
        if (taken_.exchange(true, std::memory_order_acquire))
            wait();
    }
    void unlock() noexcept { taken_.store(false, std::memory_order_release); }

private:
    void wait() noexcept;

    std::atomic<bool> taken_{false};
};

} // namespace dmq
