// SPDX-License-Identifier: BSL-1.0
#include "histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace dmq::bench {
namespace {

TEST(Histogram, OfNothingIsZero)
{
    const Histogram histogram;
    EXPECT_EQ(histogram.quantile(0.5), 0U);
    EXPECT_EQ(histogram.summary().count, 0U);
}

TEST(Histogram, SmallValuesAreExact)
{
    for (const std::uint64_t value : {0, 1, 63, 64, 127}) {
        Histogram histogram;
        histogram.add(value);
        EXPECT_EQ(histogram.quantile(0.5), value);
    }
}

TEST(Histogram, SummaryIsInMicroseconds)
{
    Histogram histogram;
    for (int i = 0; i < 999; ++i)
        histogram.add(1000);
    histogram.add(5'000'000);
    const Latency latency = histogram.summary();
    EXPECT_EQ(latency.count, 1000U);
    EXPECT_NEAR(latency.p50, 1.0, 0.016);
    EXPECT_NEAR(latency.p999, 1.0, 0.016);
    EXPECT_EQ(latency.max, 5000.0);
}

TEST(Histogram, TheLargestValueHasABucket)
{
    Histogram histogram;
    histogram.add(~std::uint64_t{0});
    EXPECT_EQ(histogram.quantile(1), ~std::uint64_t{0});
}

TEST(Histogram, QuantilesAreWithinTwoPercentOfSortedValues)
{
    const unsigned seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    std::lognormal_distribution<> values(10, 3);
    Histogram histogram;
    std::vector<std::uint64_t> sorted;
    for (int i = 0; i < 10'000; ++i) {
        sorted.push_back(static_cast<std::uint64_t>(values(random)));
        histogram.add(sorted.back());
    }
    std::ranges::sort(sorted);
    for (const double part : {0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(part * 10'000)) - 1;
        const auto exact = static_cast<double>(sorted[rank]);
        const auto got = static_cast<double>(histogram.quantile(part));
        EXPECT_GE(got, exact) << part;
        EXPECT_LE(got, exact * 1.02 + 1) << part;
    }
}

} // namespace
} // namespace dmq::bench
