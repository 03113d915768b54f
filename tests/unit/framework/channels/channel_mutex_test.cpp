// SPDX-License-Identifier: BSL-1.0
// The lock of a channel: one at a time, and whoever waits gets it.
#include "channels/channel_mutex.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace dmq {
namespace {

TEST(ChannelMutex, IsHeldByOneAtATime)
{
    constexpr int threads = 4;
    constexpr int times = 20'000;
    ChannelMutex mutex;
    int count = 0; // ThreadSanitizer sees it as well
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&] {
            for (int n = 0; n < times; ++n) {
                const std::lock_guard lock(mutex);
                ++count;
            }
        });
    }
    for (std::thread& thread : all)
        thread.join();
    EXPECT_EQ(count, threads * times);
}

TEST(ChannelMutex, WhoWaitsForLongGetsItInTheEnd)
{
    ChannelMutex mutex;
    std::atomic<int> begun{0};
    std::atomic<int> held{0};
    mutex.lock();
    std::vector<std::thread> all;
    for (int i = 0; i < 3; ++i) {
        all.emplace_back([&] {
            ++begun;
            const std::lock_guard lock(mutex);
            ++held;
        });
    }
    while (begun != 3)
        std::this_thread::yield();
    for (int i = 0; i < 100'000; ++i)
        ASSERT_EQ(held, 0);
    mutex.unlock();
    for (std::thread& thread : all)
        thread.join();
    EXPECT_EQ(held, 3);
}

} // namespace
} // namespace dmq
