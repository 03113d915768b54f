// SPDX-License-Identifier: BSL-1.0
// The text of the console: what it says, and that it fits.
#include "console/display_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace dmq::node_app {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class DisplayText : public testing::Test {
protected:
    DisplayText()
    {
        now_.process.resident_size = 120 << 20;
        now_.process.machine_memory = 12000ULL << 20;
        now_.legacy.open = 12;
        now_.neo.open = 3;
        now_.actions = {2'000'000, 0, 1'000'000, 0, 0};
    }

    void add_channel(const std::string& name, std::uint64_t records, std::uint64_t bytes,
                     std::uint64_t capacity = 1000)
    {
        now_.channels.push_back({name, {{name, {records, bytes, 0, 0, capacity}, 0}}});
    }
    void add_channels(int count)
    {
        for (int i = 0; i < count; ++i)
            add_channel("channel" + std::to_string(i), 1, static_cast<std::uint64_t>(i % 1000));
    }
    DisplayData data() const { return {"dmqnode 1.2.3", 3723s, 12.34, now_, {345, 340}}; }
    std::vector<std::string> lines(std::size_t columns, std::size_t rows) const
    {
        return display_lines(data(), {columns, rows});
    }

    NodeSnapshot now_;
};

TEST_F(DisplayText, SaysHowTheNodeIs)
{
    now_.actions.refused_records = 7;
    EXPECT_THAT(lines(100, 24),
                ElementsAre("dmqnode 1.2.3   up 1:02:03",
                            "memory  120 MiB (1.0 %)   cpu 12.3 %   15 connections (12 legacy, "
                            "3 neo)",
                            "handled 3,000,000 records   in 345/s   out 340/s   refused 7",
                            "stored  0 records, 0 B   in 0 channels"));
}

TEST_F(DisplayText, EachChannelHasItsFullnessWithABar)
{
    add_channel("clicks", 1234, 455);
    add_channel("views", 0, 0);
    add_channel("full", 10, 1000);
    const auto shown = lines(80, 24);
    ASSERT_THAT(shown, SizeIs(8));
    EXPECT_THAT(shown, Each(SizeIs(testing::Le(80U))));
    EXPECT_EQ(shown[4],
              "channel                     fullness              "
              "             records     bytes");
    EXPECT_EQ(shown[5],
              "clicks                      [#########-----------]"
              "  45 %         1,234     455 B");
    EXPECT_THAT(shown[6], AllOf(StartsWith("views "), HasSubstr("[--------------------]   0 %")));
    EXPECT_THAT(shown[7], AllOf(StartsWith("full "), HasSubstr("[####################] 100 %")));
}

TEST_F(DisplayText, AChannelIsAsFullAsItsFullestSubscriber)
{
    now_.channels.push_back(
        {"c", {{"a@c", {1, 100, 0, 0, 1000}, 1}, {"b@c", {9, 900, 2, 50, 1000}, 0}}});
    const auto shown = lines(80, 24);
    EXPECT_THAT(shown.back(), AllOf(HasSubstr(" 90 %"), HasSubstr(" 12 "), HasSubstr("1.03 KiB")));
    EXPECT_THAT(shown[3], HasSubstr("stored  12 records, 1.03 KiB (2 on disk)"));
}

TEST_F(DisplayText, WhatDoesNotFitIsCountedAndTheFullestAreShown)
{
    add_channels(10000);
    const auto shown = lines(80, 24);
    ASSERT_THAT(shown, SizeIs(23));
    EXPECT_THAT(shown[5], StartsWith("channel1999 ")) << "99 % like nine others, by name";
    EXPECT_EQ(shown.back(), "and 9,983 channels that are not fuller than these");
}

TEST_F(DisplayText, AWideTerminalShowsChannelsBesideEachOther)
{
    add_channels(30);
    const auto shown = lines(160, 24);
    EXPECT_THAT(shown, SizeIs(5 + 15));
    EXPECT_THAT(shown[5], AllOf(StartsWith("channel0 "), HasSubstr(" channel15 ")));
}

TEST_F(DisplayText, FitsEveryTerminal)
{
    add_channels(50);
    add_channel(std::string(180, 'x'), 18'446'744'073'709'551'615U, 1ULL << 60, 1ULL << 60);
    for (std::size_t columns = 1; columns < 250; columns += 3) {
        for (std::size_t rows = 1; rows < 60; rows += 2) {
            const auto shown = lines(columns, rows);
            ASSERT_LE(shown.size(), std::max<std::size_t>(1, rows - 1)) << columns << 'x' << rows;
            for (const auto& line : shown)
                ASSERT_LE(line.size(), columns) << columns << 'x' << rows << ": " << line;
        }
    }
}

TEST_F(DisplayText, ANarrowTerminalKeepsNameAndPercent)
{
    add_channel("clicks", 1, 450);
    EXPECT_EQ(lines(20, 24).back(), "clicks          45 %");
}

TEST_F(DisplayText, ALineHasTheSameNumbers)
{
    add_channel("clicks", 1234, 452);
    EXPECT_EQ(
        display_line(data()),
        "memory 120 MiB (1.0 %), 15 connections (12 legacy, 3 neo), handled 3,000,000 records "
        "(in 345/s, out 340/s), stored 1,234 records, 452 B, clicks: 45%");
    add_channels(100);
    EXPECT_THAT(display_line(data()), HasSubstr(", and 91 channels not fuller"));
}

TEST(FullnessBar, IsFullOrEmptyOnlyForWhatIs)
{
    EXPECT_EQ(fullness_bar(0, 5), "-----");
    EXPECT_EQ(fullness_bar(1, 5), "#----");
    EXPECT_EQ(fullness_bar(50, 4), "##--");
    EXPECT_EQ(fullness_bar(99, 5), "####-");
    EXPECT_EQ(fullness_bar(100, 5), "#####");
    EXPECT_EQ(fullness_bar(250, 5), "#####");
    EXPECT_EQ(fullness_bar(50, 0), "");
}

TEST(RateMeter, IsTheMeanOfTheLastFiveSeconds)
{
    RateMeter meter;
    RateMeter::Time time;
    EXPECT_EQ(meter.add(time, {100, 0, 50, 0, 0}).pushed, 0);
    EXPECT_EQ(meter.add(time += 1s, {200, 0, 50, 0, 0}).pushed, 100);
    for (int i = 0; i < 5; ++i)
        meter.add(time += 1s, {200, 0, 50, 0, 0});
    const auto rates = meter.add(time += 1s, {700, 0, 60, 0, 0});
    EXPECT_EQ(rates.pushed, 100);
    EXPECT_EQ(rates.popped, 2);
}

} // namespace
} // namespace dmq::node_app
