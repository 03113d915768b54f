// SPDX-License-Identifier: BSL-1.0
// Producers and consumers on threads of their own: every record arrives once, no wake-up is lost.
#include "fixtures/channels_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <random>
#include <thread>

namespace dmq {
namespace {

constexpr std::uint32_t producers = 3;
constexpr std::uint32_t consumers = 3;
constexpr std::uint32_t per_producer = 4000;
constexpr std::uint32_t total = producers * per_producer;

class BlockingWaker final : public IWaker {
public:
    void wake() noexcept override
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        changed_.notify_one();
    }
    /// False: nobody woke us for so long that the wake-up must have been lost.
    bool wait()
    {
        std::unique_lock lock(mutex_);
        const bool woken = changed_.wait_for(lock, std::chrono::minutes(2),
                                             [this] { return woken_; });
        woken_ = false;
        return woken;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
};

class ThreadsTest : public support::ChannelsTest {
protected:
    void produce(std::uint32_t first, unsigned seed)
    {
        std::mt19937 random(seed);
        const auto ch = channel();
        for (std::uint32_t i = first; i < first + per_producer; ++i) {
            const std::string record(reinterpret_cast<const char*>(&i), sizeof i);
            const bool stored = random() % 2 == 0 ? push(*ch, record) == PushStatus::stored
                                                  : push_run(*ch, {record}).stored == 1;
            if (!stored)
                ++failures_;
        }
    }

    /// Delivers a part of each lease, as connections that break do.
    void deliver(Lease lease, std::mt19937& random)
    {
        const auto records = support::records_of(lease);
        const std::size_t count = random() % 3 == 0 ? random() % (records.size() + 1)
                                                    : records.size();
        for (std::size_t i = 0; i < count; ++i)
            ++seen_[load<std::uint32_t>(bytes_of(records[i]).data())];
        if (count == records.size())
            lease.done();
        else
            lease.done_through(count * (record_header + sizeof(std::uint32_t)));
        if ((delivered_ += static_cast<std::uint32_t>(count)) == total)
            channels_.remove("ch");
    }

    void consume(unsigned seed)
    {
        std::mt19937 random(seed);
        const auto waker = std::make_shared<BlockingWaker>();
        auto subscription = channel()->subscribe("s", waker);
        while (!subscription->removed() && delivered_ < total) {
            Lease lease = subscription->take(random() % 200);
            if (!lease.empty()) {
                deliver(std::move(lease), random);
            } else if (subscription->arm()) {
                if (random() % 8 == 0) { // leaves; others must get what it was woken for
                    subscription.reset();
                    subscription = channel()->subscribe("s", waker);
                    continue;
                }
                if (!waker->wait()) {
                    ++failures_;
                    channels_.remove("ch");
                }
                subscription->disarm();
            }
        }
    }

    std::vector<std::atomic<int>> seen_ = std::vector<std::atomic<int>>(total);
    std::atomic<std::uint32_t> delivered_{0};
    std::atomic<int> failures_{0};
};

TEST_F(ThreadsTest, EveryRecordArrivesOnce)
{
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto keep = consumer(*channel(), "s"); // subscribed before the first record
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < consumers; ++i)
        threads.emplace_back([this, i, seed] { consume(seed + i); });
    for (unsigned i = 0; i < producers; ++i)
        threads.emplace_back([this, i, seed] { produce(i * per_producer, seed + 100 + i); });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(failures_, 0);
    EXPECT_EQ(delivered_, total);
    EXPECT_TRUE(std::ranges::all_of(seen_, [](const auto& times) { return times == 1; }));
    EXPECT_EQ(channels_.counters().popped_records, total);
}

TEST_F(ThreadsTest, ChannelsComeAndGoUnderLoad)
{
    std::vector<std::thread> threads;
    std::atomic<bool> stop{false};
    for (unsigned i = 0; i < 2; ++i)
        threads.emplace_back([&, old = channel()] {
            while (!stop) {
                if (push(*old, "x") != PushStatus::stored)
                    ++failures_;
            }
        });
    threads.emplace_back([&] {
        for (int i = 0; i < 500; ++i) {
            channels_.remove("ch");
            const auto c = consumer(*channel(), "s");
            take(c);
            channels_.counters();
        }
        stop = true;
    });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(failures_, 0);
}

} // namespace
} // namespace dmq
