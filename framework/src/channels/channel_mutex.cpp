// SPDX-License-Identifier: BSL-1.0
#include "channel_mutex.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace dmq {
namespace {

constexpr int most_spins = 100;
constexpr int most_yields = 4;
constexpr std::chrono::microseconds shortest_sleep{50};
constexpr std::chrono::microseconds longest_sleep{1000};

/// Tells the core that it waits.
void spin_once() noexcept
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Gives way for longer and longer.
class Backoff {
public:
    void wait() noexcept
    {
        ++waits_;
        if (waits_ <= most_spins)
            spin_once();
        else if (waits_ <= most_spins + most_yields)
            std::this_thread::yield();
        else
            sleep();
    }

private:
    void sleep() noexcept
    {
        std::this_thread::sleep_for(sleep_);
        sleep_ = std::min(2 * sleep_, longest_sleep);
    }

    int waits_ = 0;
    std::chrono::microseconds sleep_ = shortest_sleep;
};

} // namespace

void ChannelMutex::wait() noexcept
{
    Backoff backoff;
    do {
        while (taken_.load(std::memory_order_relaxed))
            backoff.wait();
    } while (taken_.exchange(true, std::memory_order_acquire));
}

} // namespace dmq
