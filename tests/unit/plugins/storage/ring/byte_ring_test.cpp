// SPDX-License-Identifier: BSL-1.0
// Layout, fit rules and accounting of node-behaviour §6.2 to §6.4, by tables of pushes and pops.
#include "storage/ring/byte_ring.hpp"
#include "storage/ring/ring_engine.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

#include <system_error>

namespace dmq::ring::test {
namespace {

/// Steps: +n pushes a record of footprint n, which must fit; !n one that must not; - pops one.
struct Step {
    char what;
    std::uint64_t footprint = 0;
};

struct Script {
    const char* name;
    std::uint64_t capacity;
    std::vector<Step> steps;
    std::uint64_t used;
    std::uint64_t records;
    unsigned percent;
};

class FitRules : public testing::TestWithParam<Script> { };

TEST_P(FitRules, OfTheOriginal)
{
    RingEngine engine("ch", ByteRing(GetParam().capacity));
    int number = 0;
    for (const Step& step : GetParam().steps) {
        SCOPED_TRACE("step " + std::to_string(++number));
        if (step.what == '-') {
            ASSERT_NE(pop(engine), "");
            continue;
        }
        const auto expected = step.what == '+' ? PushStatus::stored : PushStatus::full;
        ASSERT_EQ(push(engine, std::string(step.footprint - record_header, 'x')), expected);
    }
    const QueueUsage usage = engine.usage();
    EXPECT_EQ(usage.memory_bytes, GetParam().used);
    EXPECT_EQ(usage.memory_records, GetParam().records);
    EXPECT_EQ(usage.percent(), GetParam().percent);
    EXPECT_EQ(usage.capacity, GetParam().capacity);
    EXPECT_EQ(usage.overflow_records + usage.overflow_bytes, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Table, FitRules,
    testing::Values(
        Script{"worked_example",
               100,
               {{'+', 30}, {'+', 30}, {'+', 30}, {'-'}, {'+', 30}, {'!', 10}},
               90,
               3,
               90},
        Script{"capacity_0", 0, {{'!', 9}}, 0, 0, 100},
        Script{"capacity_too_small", 8, {{'!', 9}}, 0, 0, 0},
        Script{"one_record_fills_all", 9, {{'+', 9}, {'!', 9}}, 9, 1, 100},
        Script{"empty_starts_at_0", 20, {{'+', 11}, {'-'}, {'+', 20}}, 20, 1, 100},
        Script{"empty_takes_exactly_n", 20, {{'!', 21}, {'+', 20}}, 20, 1, 100},
        Script{"upper_end_exactly", 30, {{'+', 10}, {'+', 10}, {'-'}, {'+', 10}}, 20, 2, 66},
        Script{"upper_end_not_by_one", 30, {{'+', 10}, {'+', 10}, {'!', 11}}, 20, 2, 66},
        Script{"wrap_uses_r_exactly", 30, {{'+', 12}, {'+', 12}, {'-'}, {'+', 12}}, 24, 2, 80},
        Script{"wrap_not_by_one", 30, {{'+', 12}, {'+', 12}, {'-'}, {'!', 13}}, 12, 1, 40},
        Script{"wrapped_exactly",
               40,
               {{'+', 20}, {'+', 15}, {'-'}, {'+', 10}, {'!', 11}, {'+', 10}, {'!', 9}},
               35,
               3,
               87},
        Script{"gap_goes_with_the_upper_part",
               40,
               {{'+', 20}, {'+', 15}, {'-'}, {'+', 10}, {'-'}, {'+', 30}, {'!', 9}},
               40,
               2,
               100},
        Script{"smaller_one_fits_later", 30, {{'+', 10}, {'!', 21}, {'+', 20}}, 30, 2, 100}),
    [](const auto& instance) { return instance.param.name; });

TEST(ByteRing, TerabytesCostNothing)
{
    ByteRing ring(std::uint64_t{8} << 40);
    EXPECT_TRUE(ring.append(bytes_of("hello")));
    EXPECT_EQ(ring.mapped(), std::uint64_t{8} << 40);
}

TEST(ByteRing, ImpossibleSizesAreAnError)
{
    for (const std::uint64_t size : {std::uint64_t{1} << 60, ~std::uint64_t{0}}) {
        try {
            ByteRing ring(size);
            FAIL() << size;
        } catch (const std::system_error& e) {
            EXPECT_THAT(e.what(),
                        testing::StartsWith("cannot reserve " + std::to_string(size) + " bytes"));
        }
    }
}

TEST(ByteRing, BothPositionsReturnToTheStart)
{
    ByteRing ring(100);
    ASSERT_TRUE(ring.append(bytes_of("12345")));
    const std::byte* const first = ring.view(ring.head(), 13)[0].data();
    ring.drop_before(ring.tail());
    ASSERT_TRUE(ring.append(bytes_of("67890")));
    EXPECT_EQ(ring.view(ring.head(), 13)[0].data(), first);
}

TEST(ByteRing, ViewAcrossTheWrapHasTwoPieces)
{
    ByteRing ring(30);
    ASSERT_TRUE(ring.append(bytes_of("1234")));
    ASSERT_TRUE(ring.append(bytes_of("abcd")));
    ring.drop_before(ring.head() + 12);
    ASSERT_TRUE(ring.append(bytes_of("5678")));
    const auto pieces = ring.view(ring.head(), 24);
    EXPECT_EQ(text_of(pieces[0]), wire({"abcd"}));
    EXPECT_EQ(text_of(pieces[1]), wire({"5678"}));
    EXPECT_LT(pieces[1].data(), pieces[0].data());
}

TEST(PushRun, ContiguousRunsAndRunsThatAreSplitHoldTheSame)
{
    RingEngine engine("ch", ByteRing(64));
    EXPECT_EQ(push_run(engine, {"aaaa", "bbbb", "cccc"}).stored, 3U);
    EXPECT_EQ(pop(engine), "aaaa");
    EXPECT_EQ(pop(engine), "bbbb");
    const RunResult split = push_run(engine, {"dddd", "eeee", "ffff"}); // two above, one below
    EXPECT_EQ(split.stored, 3U);
    EXPECT_EQ(split.refused, 0U);
    EXPECT_EQ(split.stored_bytes, 12U);
    EXPECT_THAT(drain(engine), testing::ElementsAre("cccc", "dddd", "eeee", "ffff"));
}

TEST(PushRun, WhatDoesNotFitIsRefusedOneByOne)
{
    RingEngine engine("ch", ByteRing(36));
    const RunResult result = push_run(engine, {"12345678", std::string(30, 'x'), "1234", "12"});
    EXPECT_EQ(result.stored, 2U);
    EXPECT_EQ(result.refused, 2U);
    EXPECT_EQ(result.stored_bytes, 12U);
    EXPECT_THAT(drain(engine), testing::ElementsAre("12345678", "1234"));
}

TEST(PushRun, AnEmptyRunIsNothing)
{
    RingEngine engine("ch", ByteRing(40));
    const RunResult result = engine.push_run({});
    EXPECT_EQ(result.stored + result.refused, 0U);
}

} // namespace
} // namespace dmq::ring::test
