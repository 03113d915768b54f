// SPDX-License-Identifier: BSL-1.0
// The queue against a model, and its promises to leases.
#include "priority_queue.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <vector>

namespace priority {
namespace {

using testing::ElementsAre;

std::vector<std::string> payloads(const dmq::LeasedRun& run)
{
    std::vector<std::string> texts;
    for (const dmq::Bytes record : dmq::Records(run.spans[0]))
        texts.emplace_back(dmq::text_of(record));
    return texts;
}

class PriorityQueueTest : public testing::Test {
protected:
    void push(const std::string& text)
    {
        EXPECT_EQ(queue_.push(dmq::bytes_of(text)), dmq::PushStatus::stored);
    }
    /// What would be delivered, all of it.
    std::vector<std::string> delivered()
    {
        const auto run = queue_.lease(1 << 20);
        const auto texts = payloads(run);
        if (run.records > 0)
            queue_.release(run.ticket);
        return texts;
    }

    std::atomic<std::uint64_t> held_ = 0;
    PriorityQueue queue_{2, 1 << 20, held_};
};

TEST_F(PriorityQueueTest, GivesTheSmallestKeyFirst)
{
    for (const char* text : {"20 a", "10 b", "30 c", "10 d"})
        push(text);
    EXPECT_THAT(delivered(), ElementsAre("10 b", "10 d", "20 a", "30 c"));
    EXPECT_FALSE(queue_.available());
    EXPECT_EQ(queue_.usage().memory_bytes, 0U);
}

TEST_F(PriorityQueueTest, LendsWhatFitsButAtLeastOne)
{
    push("10 a");
    push("20 b");
    EXPECT_THAT(payloads(queue_.lease(1)), ElementsAre("10 a"));
    EXPECT_THAT(payloads(queue_.lease(1 << 20)), ElementsAre("20 b"));
    EXPECT_EQ(queue_.lease(1).records, 0U);
    EXPECT_EQ(queue_.usage().memory_records, 2U) << "lent records are held";
}

TEST_F(PriorityQueueTest, WhatComesBackTakesItsPlaceAgain)
{
    for (const char* text : {"20 a", "20 b", "20 c"})
        push(text);
    const auto lent = queue_.lease(1 << 20);
    push("10 urgent");
    push("20 late");
    const auto delivered_now = queue_.put_back(lent.ticket, dmq::record_header + 4);
    EXPECT_EQ(delivered_now.records, 1U);
    EXPECT_EQ(delivered_now.bytes, 4U);
    EXPECT_THAT(delivered(), ElementsAre("10 urgent", "20 b", "20 c", "20 late"));
}

TEST_F(PriorityQueueTest, ClearingKeepsTheBytesOfLeases)
{
    push("10 a");
    const auto lent = queue_.lease(1);
    queue_.clear();
    EXPECT_THAT(payloads(lent), ElementsAre("10 a"));
    EXPECT_EQ(queue_.put_back(lent.ticket, 0).records, 0U);
    EXPECT_FALSE(queue_.available());
}

TEST_F(PriorityQueueTest, RefusesWhatDoesNotFit)
{
    PriorityQueue small(1, 2 * (dmq::record_header + 1), held_);
    EXPECT_EQ(small.push(dmq::bytes_of("a")), dmq::PushStatus::stored);
    EXPECT_EQ(small.push(dmq::bytes_of("bb")), dmq::PushStatus::full);
    EXPECT_EQ(small.push(dmq::bytes_of("b")), dmq::PushStatus::stored);
}

TEST_F(PriorityQueueTest, CountsWhatAllQueuesHold)
{
    push("10 a");
    push("20 b");
    {
        PriorityQueue other(1, 1 << 20, held_);
        other.push(dmq::bytes_of("c"));
        EXPECT_EQ(held_, 3U);
    }
    EXPECT_EQ(held_, 2U);
    queue_.release(queue_.lease(1).ticket);
    EXPECT_EQ(held_, 1U);
    queue_.retire();
    EXPECT_EQ(held_, 0U);
}

TEST_F(PriorityQueueTest, BehavesLikeASortedList)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::vector<std::string> model; // in the order of delivery
    for (int step = 0; step < 5000; ++step) {
        if (random() % 2 == 0) {
            const auto key = std::to_string(10 + random() % 20);
            const auto text = key + ' ' + std::to_string(step);
            push(text);
            const auto at = std::ranges::upper_bound(
                model, key, {}, [](const std::string& other) { return other.substr(0, 2); });
            model.insert(at, text);
        } else if (const auto run = queue_.lease(random() % 200); run.records > 0) {
            const std::size_t kept = random() % (run.records + 1);
            std::size_t bytes = 0;
            for (std::size_t i = 0; i < kept; ++i)
                bytes += dmq::record_header + model[i].size();
            EXPECT_EQ(queue_.put_back(run.ticket, bytes).records, kept);
            model.erase(model.begin(), model.begin() + static_cast<std::ptrdiff_t>(kept));
        }
        ASSERT_EQ(queue_.usage().memory_records, model.size());
    }
    EXPECT_EQ(delivered(), model);
}

} // namespace
} // namespace priority
