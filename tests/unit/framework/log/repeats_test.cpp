// SPDX-License-Identifier: BSL-1.0
// Which lines are alike, and what becomes of too many of them.
#include "log/repeats.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dmq::log {
namespace {

class RepeatsTest : public testing::Test {
protected:
    /// How many of `count` lines made by `text(i)` are let through.
    template <class Text> int let_through(int count, Text text, Level level = Level::warn)
    {
        int through = 0;
        for (int i = 0; i < count; ++i)
            through += repeats_.ask(level, "logger", text(i), now_).let_through ? 1 : 0;
        return through;
    }
    static std::string peer(int i)
    {
        return "127.0.0.1:" + std::to_string(40000 + i) + ": invalid command " + std::to_string(i);
    }

    Repeats repeats_;
    Repeats::Time now_;
};

TEST_F(RepeatsTest, LinesThatDifferInNumbersAndAddressesAreAlike)
{
    EXPECT_EQ(let_through(1000, peer), 20);
}

TEST_F(RepeatsTest, LinesAboutDifferentNamesAreNot)
{
    const auto text = [](int i) { return "data/ch" + std::to_string(i) + ".rq: loaded"; };
    EXPECT_EQ(let_through(500, text), 500);
}

TEST_F(RepeatsTest, LevelAndLoggerTellLinesApart)
{
    EXPECT_EQ(let_through(25, peer, Level::warn), 20);
    EXPECT_EQ(let_through(25, peer, Level::error), 20);
    EXPECT_TRUE(repeats_.ask(Level::warn, "other", peer(0), now_).let_through);
}

TEST_F(RepeatsTest, TheNextMinuteBeginsWithHowManyWereLeftOut)
{
    let_through(100, peer);
    now_ += Repeats::period;
    const auto verdict = repeats_.ask(Level::warn, "logger", peer(7), now_);
    EXPECT_TRUE(verdict.let_through);
    EXPECT_EQ(verdict.left_out, 80U);
    EXPECT_EQ(repeats_.ask(Level::warn, "logger", peer(8), now_).left_out, 0U);
}

TEST_F(RepeatsTest, WhatWasLeftOutIsToldEvenIfNothingFollows)
{
    let_through(30, peer);
    EXPECT_TRUE(repeats_.take_remainders(now_, false).empty());
    now_ += Repeats::period;
    const auto remainders = repeats_.take_remainders(now_, false);
    ASSERT_EQ(remainders.size(), 1U);
    EXPECT_EQ(remainders[0].left_out, 10U);
    EXPECT_EQ(remainders[0].last, peer(29));
    EXPECT_EQ(remainders[0].logger, "logger");
    EXPECT_EQ(remainders[0].level, Level::warn);
    EXPECT_TRUE(repeats_.take_remainders(now_, true).empty());
}

TEST_F(RepeatsTest, AtTheEndAllIsTold)
{
    let_through(21, peer);
    ASSERT_EQ(repeats_.take_remainders(now_, true).size(), 1U);
}

} // namespace
} // namespace dmq::log
