// SPDX-License-Identifier: BSL-1.0
// Numbers as people and programs read them.
#include "stats/number_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace dmq::node_app {
namespace {

std::string decimal(double value)
{
    std::string text;
    append_number(text, value, 2);
    return text;
}

TEST(NumberText, RoundsToTheDecimalsAndKnowsNoNan)
{
    EXPECT_EQ(decimal(0), "0.00");
    EXPECT_EQ(decimal(12.345678), "12.35");
    EXPECT_EQ(decimal(1e9), "1000000000.00");
    EXPECT_EQ(decimal(std::numeric_limits<double>::quiet_NaN()), "0.00");
    EXPECT_EQ(decimal(-std::numeric_limits<double>::infinity()), "0.00");
    EXPECT_EQ(decimal(std::numeric_limits<double>::max()).size(), 309U + 3);
}

TEST(NumberText, AppendsWholeNumbers)
{
    std::string text = "x";
    append_number(text, std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(text, "x18446744073709551615");
}

TEST(NumberText, GroupsByThousands)
{
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(1234567890), "1,234,567,890");
}

TEST(NumberText, SizesHaveThreeDigits)
{
    EXPECT_EQ(size_text(0), "0 B");
    EXPECT_EQ(size_text(1023), "1023 B");
    EXPECT_EQ(size_text(1024), "1.00 KiB");
    EXPECT_EQ(size_text(15 * 1024 + 512), "15.5 KiB");
    EXPECT_EQ(size_text(std::uint64_t{200} << 20), "200 MiB");
    EXPECT_EQ(size_text(std::numeric_limits<std::uint64_t>::max()), "16.0 EiB");
}

TEST(NumberText, DurationsShowWhatMatters)
{
    EXPECT_EQ(duration_text(0), "0 s");
    EXPECT_EQ(duration_text(59), "59 s");
    EXPECT_EQ(duration_text(60), "0:01:00");
    EXPECT_EQ(duration_text(3723), "1:02:03");
    EXPECT_EQ(duration_text(3 * 86400 + 3723), "3 d 01:02:03");
}

} // namespace
} // namespace dmq::node_app
