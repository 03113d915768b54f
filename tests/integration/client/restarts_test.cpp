// SPDX-License-Identifier: BSL-1.0
// Three nodes, of which one after the other is ended and started again while records pass.
#include "integration/client/child_node.hpp"

#include <dmq/client/blocking.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

namespace dmq::test {
namespace {

/// DMQ_TEST_RECORDS sets it: 1000000 is what the library is made for.
std::size_t record_count()
{
    const char* const wanted = std::getenv("DMQ_TEST_RECORDS");
    return wanted == nullptr ? 60'000 : std::stoul(wanted);
}

/// Which records came, how often.
class Arrivals {
public:
    explicit Arrivals(std::size_t records) : seen_(records) { }

    void take(const client::Batch& batch)
    {
        const std::lock_guard lock(mutex_);
        for (const Bytes record : batch) {
            std::uint8_t& count = seen_.at(std::stoul(std::string(text_of(record))));
            ++(count++ == 0 ? distinct_ : again_);
        }
        changed_.notify_all();
    }
    /// False: they did not come for a minute.
    bool wait_for(std::size_t distinct)
    {
        std::unique_lock lock(mutex_);
        for (;;) {
            const std::size_t before = distinct_;
            if (changed_.wait_for(lock, std::chrono::minutes(1),
                                  [&] { return distinct_ >= distinct; }))
                return true;
            if (distinct_ == before)
                return false;
        }
    }
    std::size_t again() const
    {
        const std::lock_guard lock(mutex_);
        return again_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::uint8_t> seen_;
    std::size_t distinct_ = 0;
    std::size_t again_ = 0;
};

TEST(Restarts, LoseNothingThatWasAcknowledged)
{
    constexpr std::size_t restarts = 6, window = 1000, largest_batch = 20'000;
    const std::size_t total = record_count();
    const std::size_t each = total / restarts + 1;
    std::vector<std::unique_ptr<ChildNode>> nodes;
    for (int i = 0; i < 3; ++i)
        nodes.push_back(std::make_unique<ChildNode>());

    client::BlockingClient client(options_for(nodes));
    ASSERT_FALSE(client.wait_connected());
    Arrivals arrivals(total);
    std::mutex mutex;
    std::condition_variable changed;
    std::error_code ended;
    client::Consumer consumer = client.client().consume("jobs");
    consumer.start([&](client::Batch& batch) { arrivals.take(batch); },
                   [&](std::error_code error) {
                       const std::lock_guard lock(mutex);
                       ended = error;
                       changed.notify_one();
                   });

    client::PushPipeline pipeline(client.client(), window);
    for (std::size_t i = 0; i < total; ++i) {
        ASSERT_FALSE(pipeline.push("jobs", std::to_string(i)));
        ChildNode& node = *nodes[i / each % nodes.size()];
        if (i % each == each / 4) {
            ASSERT_FALSE(client.wait_connected());
            ASSERT_TRUE(node.stop());
        } else if (i % each == each / 2) {
            node.start(); // the others have taken all records since
        }
    }
    ASSERT_FALSE(pipeline.finish());
    EXPECT_EQ(pipeline.acknowledged(), total);
    EXPECT_TRUE(arrivals.wait_for(total)) << "acknowledged and not received";
    EXPECT_LE(arrivals.again(), restarts * (window + largest_batch))
        << "only what a node had not answered or acknowledged when it ended";

    consumer.stop();
    std::unique_lock lock(mutex);
    EXPECT_TRUE(changed.wait_for(lock, std::chrono::minutes(1), [&] { return bool(ended); }));
    EXPECT_EQ(ended, client::Errc::stopped);
    lock.unlock();
    for (const auto& node : nodes)
        EXPECT_TRUE(node->stop());
}

} // namespace
} // namespace dmq::test
