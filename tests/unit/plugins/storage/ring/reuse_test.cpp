// SPDX-License-Identifier: BSL-1.0
// A ring that goes back to its beginning early: less memory is touched, and as much fits in as
// ever.
#include "manual_clock.hpp"
#include "storage/ring/ring_engine.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <random>
#include <string>

namespace dmq::ring::test {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::Le;

constexpr std::uint64_t capacity = 10'000;
constexpr std::uint64_t spare_from = 1000;
constexpr std::uint64_t footprint = 100; // of the records here

std::string record(int number)
{
    std::string text = std::to_string(number);
    text.resize(footprint - record_header, '.');
    return text;
}

TEST(Reuse, ABacklogOfSteadySizeTouchesLittleMemory)
{
    ByteRing ring(capacity, 0, spare_from);
    for (int number = 0; number < 1000; ++number) {
        ASSERT_TRUE(ring.append(bytes_of(record(number))));
        if (number >= 3)
            ring.drop_before(ring.head() + footprint);
    }
    EXPECT_THAT(ring.touched(), Le(spare_from + footprint));
    EXPECT_EQ(text_of(ring.view(ring.head(), footprint)[0].subspan(record_header)), record(997));
}

TEST(Reuse, ALargerBacklogTouchesTwiceItsSize)
{
    for (std::uint64_t backlog : {3U, 20U, 40U}) {
        ByteRing ring(capacity, 0, spare_from);
        for (int number = 0; number < 1000; ++number) {
            if (ring.tail() - ring.head() >= backlog * footprint)
                ring.drop_before(ring.head() + footprint);
            ASSERT_TRUE(ring.append(bytes_of(record(number))));
        }
        EXPECT_THAT(ring.touched(), Le(std::max(spare_from, 2 * (backlog + 1) * footprint)));
    }
}

TEST(Reuse, NotBeforeMuchIsTouchedNorWhereLittleIsFree)
{
    ByteRing ring(capacity, 0, spare_from);
    for (int number = 0; number < 9; ++number)
        ASSERT_TRUE(ring.append(bytes_of(record(number))));
    ring.drop_before(1 + 8 * footprint);
    ASSERT_TRUE(ring.append(bytes_of(record(9))));
    EXPECT_EQ(ring.touched(), 10 * footprint) << "900 bytes are not much";
    ring.restart(1);
    for (int number = 0; number < 10; ++number)
        ASSERT_TRUE(ring.append(bytes_of(record(number))));
    ring.drop_before(1 + 4 * footprint);
    ASSERT_TRUE(ring.append(bytes_of(record(10))));
    EXPECT_EQ(ring.touched(), 11 * footprint) << "400 of 1000 bytes are not half";
}

class ReuseInEngine : public testing::Test {
protected:
    /// Records 0 to 10, of which the last lies where the first had been.
    void go_back_early()
    {
        for (next_ = 0; next_ < 10; ++next_)
            ASSERT_EQ(push(engine_, record(next_)), PushStatus::stored);
        for (first_ = 0; first_ < 6; ++first_)
            ASSERT_EQ(pop(engine_), record(first_));
        ASSERT_EQ(push(engine_, record(next_++)), PushStatus::stored);
    }
    void push_until_full()
    {
        while (push(engine_, record(next_)) == PushStatus::stored)
            ++next_;
    }
    void expect_all_in_order()
    {
        for (; first_ < next_; ++first_)
            ASSERT_EQ(pop(engine_), record(first_));
        EXPECT_EQ(pop(engine_), "");
    }

    int next_ = 0;
    int first_ = 0;
    ManualClock clock_;
    RingEngine engine_{"ch", ByteRing(capacity, 0, spare_from), 0, clock_};
};

TEST_F(ReuseInEngine, TakesAsMuchAsItsCapacity)
{
    go_back_early();
    push_until_full();
    EXPECT_EQ(engine_.usage().memory_bytes, capacity);
    expect_all_in_order();
    push_until_full();
    EXPECT_EQ(engine_.usage().memory_bytes, capacity);
}

TEST_F(ReuseInEngine, TakesRunsAsWell)
{
    go_back_early();
    Payloads run;
    for (int n = 0; n < 50; ++n)
        run.push_back(record(next_++));
    EXPECT_EQ(push_run(engine_, run).stored, 50U);
    expect_all_in_order();
}

TEST_F(ReuseInEngine, GivesBackTheMemoryItHasLeft)
{
    const std::uint64_t mapped = engine_.mapped();
    go_back_early();
    push_until_full();
    EXPECT_EQ(engine_.mapped(), 2 * mapped);
    expect_all_in_order();
    EXPECT_EQ(engine_.mapped(), mapped);
}

TEST_F(ReuseInEngine, LeasesStayWhereTheyAre)
{
    go_back_early();
    const LeasedRun lease = engine_.lease(2 * footprint);
    push_until_full();
    EXPECT_EQ(engine_.usage().memory_bytes, capacity + 2 * footprint) << "what is lent is held";
    EXPECT_THAT(payloads(lease), ElementsAre(record(6), record(7)));
    engine_.put_back(lease.ticket, 0);
    expect_all_in_order();
}

/// What a queue of records is: a model without any memory.
class ReuseAgainstAModel : public testing::TestWithParam<unsigned> { };

TEST_P(ReuseAgainstAModel, FirstInFirstOutAndFullOnlyWhenItIs)
{
    constexpr std::uint64_t largest = 400;
    std::mt19937 random(GetParam());
    RingEngine engine("ch", ByteRing(capacity, 0, spare_from));
    std::deque<std::string> model;
    std::uint64_t used = 0;
    int number = 0;
    for (int step = 0; step < 20'000; ++step) {
        const bool growing = (step / 500) % 3 == 0;
        if (random() % 10 < (growing ? 7U : 5U)) {
            std::string payload = std::to_string(number++);
            payload.resize(random() % (largest - record_header), '.');
            const std::uint64_t size = record_header + payload.size();
            if (push(engine, payload) == PushStatus::stored) {
                model.push_back(payload);
                used += size;
            } else {
                ASSERT_GT(used + 2 * largest, capacity) << "step " << step;
            }
        } else {
            const LeasedRun lease = engine.lease(random() % 2000);
            std::vector<std::string> expected;
            for (std::uint32_t n = 0; n < lease.records; ++n)
                expected.push_back(model[n]);
            ASSERT_THAT(payloads(lease), ElementsAreArray(expected)) << "step " << step;
            if (random() % 4 == 0) {
                engine.put_back(lease.ticket, 0);
                continue;
            }
            engine.release(lease.ticket);
            for (const std::string& payload : expected)
                used -= record_header + payload.size();
            model.erase(model.begin(), model.begin() + lease.records);
        }
        ASSERT_EQ(engine.usage().memory_bytes, used) << "step " << step;
        ASSERT_EQ(engine.records(), model.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReuseAgainstAModel, testing::Range(1U, 11U));

} // namespace
} // namespace dmq::ring::test
