// SPDX-License-Identifier: BSL-1.0
// dmq top without a terminal and a node: what is remembered, what is drawn, what keys do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <top_keys.hpp>
#include <top_view.hpp>

namespace dmq::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

client::QueueStatus queue(const std::string& channel, std::uint64_t records,
                          std::uint64_t bytes = 0)
{
    client::QueueStatus status;
    status.channel = channel;
    status.usage.memory_records = records;
    status.usage.memory_bytes = bytes;
    status.usage.capacity = 1000;
    status.consumers = 1;
    return status;
}

QueueAnswers answers(std::vector<client::QueueStatus> first,
                     std::vector<client::QueueStatus> second = {})
{
    return {{{"10.0.0.1", 1}, {}, std::move(first)}, {{"10.0.0.2", 1}, {}, std::move(second)}};
}

class Top : public testing::Test {
protected:
    std::vector<std::string> lines(std::size_t columns = 80, std::size_t rows = 24)
    {
        style.size = {columns, rows};
        return top_lines(model, wish, style);
    }
    std::vector<std::string> names()
    {
        std::vector<std::string> names;
        for (const TopChannel& channel : model.channels(wish))
            names.push_back(channel.all.values.name);
        return names;
    }

    TopModel::Time start{1h};
    TopModel model;
    TopWish wish;
    TopStyle style;
};

TEST_F(Top, AddsUpTheNodes)
{
    model.add(start, answers({queue("a", 3, 100)}, {queue("a", 4, 500), queue("b", 1)}));
    const auto channels = model.channels(wish);
    ASSERT_EQ(channels.size(), 2U);
    EXPECT_EQ(channels[0].all.values.records, 7U);
    EXPECT_EQ(channels[0].all.values.bytes, 600U);
    EXPECT_EQ(channels[0].all.values.percent, 50U) << "of the fullest queue";
    ASSERT_EQ(channels[0].nodes.size(), 2U);
    EXPECT_EQ(channels[0].nodes[1].node, "10.0.0.2:1");
    EXPECT_EQ(channels[0].nodes[1].values.records, 4U);
    EXPECT_EQ(model.nodes(), 2U);
}

TEST_F(Top, ChangeIsTheMeanOfTheWindow)
{
    model.add(start, answers({queue("a", 0)}));
    EXPECT_EQ(model.channels(wish)[0].all.change, 0);
    model.add(start + 2s, answers({queue("a", 100)}));
    EXPECT_EQ(model.channels(wish)[0].all.change, 50);
    model.add(start + 4s, answers({queue("a", 100)}));
    EXPECT_EQ(model.channels(wish)[0].all.change, 25);
    model.add(start + 7s, answers({queue("a", 0)}));
    EXPECT_EQ(model.channels(wish)[0].all.change, -20) << "since the look of second 2";
}

TEST_F(Top, ANodeThatFailsTakesNoRecordsAway)
{
    model.add(start, answers({queue("a", 10)}, {queue("a", 20)}));
    auto one_fails = answers({queue("a", 11)});
    one_fails[1].error = client::Errc::not_connected;
    model.add(start + 1s, one_fails);
    const auto channels = model.channels(wish);
    EXPECT_EQ(channels[0].all.values.records, 11U);
    EXPECT_EQ(channels[0].all.change, 1);
    EXPECT_THAT(model.failures(), ElementsAre(StartsWith("10.0.0.2:1: ")));
    EXPECT_THAT(lines()[1], StartsWith("no answer from 10.0.0.2:1: "));
}

TEST_F(Top, WhatIsRemovedIsForgotten)
{
    model.add(start, answers({queue("a", 10)}));
    model.add(start + 1s, answers({}));
    EXPECT_TRUE(model.channels(wish).empty());
    model.add(start + 2min, answers({}));
    model.add(start + 2min + 1s, answers({queue("a", 5)}));
    EXPECT_EQ(model.channels(wish)[0].all.change, 0) << "it begins anew";
    EXPECT_THAT(model.channels(wish)[0].all.history, ElementsAre(5));
}

TEST_F(Top, HistoryHasAnEnd)
{
    for (std::uint64_t i = 0; i < 100; ++i)
        model.add(start + std::chrono::seconds(i), answers({queue("a", i)}));
    const auto history = model.channels(wish)[0].all.history;
    EXPECT_EQ(history.size(), TopModel::looks);
    EXPECT_EQ(history.back(), 99U);
}

TEST_F(Top, IsSortedAndFiltered)
{
    model.add(start, answers({queue("jobs", 5, 900), queue("jobs-old", 50, 10), queue("log", 7)}));
    EXPECT_THAT(names(), ElementsAre("jobs-old", "log", "jobs"));
    wish.reverse = true;
    EXPECT_THAT(names(), ElementsAre("jobs", "log", "jobs-old"));
    wish.reverse = false;
    wish.order = TopOrder::fullness;
    EXPECT_EQ(names().front(), "jobs");
    wish.order = TopOrder::bytes;
    EXPECT_THAT(names(), ElementsAre("jobs", "jobs-old", "log"));
    wish.filter = "jobs";
    EXPECT_THAT(names(), ElementsAre("jobs", "jobs-old"));
    wish.order = TopOrder::change;
    model.add(start + 1s, answers({queue("jobs", 5), queue("jobs-old", 60), queue("log", 100)}));
    EXPECT_THAT(names(), ElementsAre("jobs-old", "jobs"));
}

TEST_F(Top, FitsAnyTerminal)
{
    std::vector<client::QueueStatus> queues;
    for (int i = 0; i < 40; ++i)
        queues.push_back(queue("channel-with-a-long-name-" + std::to_string(i), 1ULL << i, 500));
    model.add(start, answers(queues, queues));
    for (std::size_t columns = 1; columns < 150; ++columns)
        for (std::size_t rows = 1; rows < 100; rows += 7) {
            const auto shown = lines(columns, rows);
            EXPECT_LE(shown.size(), std::max<std::size_t>(rows - 1, 1));
            for (const std::string& line : shown)
                ASSERT_LE(line.size(), columns) << columns << " x " << rows << ": " << line;
        }
}

TEST_F(Top, ShowsATableOf80Columns)
{
    model.add(start, answers({queue("jobs", 100, 500)}));
    model.add(start + 1s, answers({queue("jobs", 200, 500)}));
    const auto shown = lines();
    ASSERT_EQ(shown.size(), 5U);
    EXPECT_EQ(shown[0], "dmq top  2 nodes  1 channel  200 records  500 B  by records");
    EXPECT_EQ(shown[1],
              "CHANNEL               RECORDS   CHANGE/s FULLNESS            BYTES CONS"
              " HISTORY ");
    EXPECT_EQ(shown[2],
              "jobs                      200       +100 [###---]  50 %      500 B    1"
              "       =#");
    EXPECT_THAT(shown[3], StartsWith("  10.0.0.1:1 "));
    EXPECT_THAT(shown[4], StartsWith("q quit  s sort"));
}

TEST_F(Top, ScrollsToTheEndAndNoFurther)
{
    std::vector<client::QueueStatus> queues;
    for (int i = 10; i < 40; ++i)
        queues.push_back(queue("c" + std::to_string(i), 1));
    model.add(start, answers(queues));
    wish.nodes = false;
    wish.order = TopOrder::name;
    EXPECT_THAT(lines(80, 10)[2], StartsWith("c10 "));
    EXPECT_THAT(lines(80, 10).back(), StartsWith("24 lines not shown  q quit"));
    wish.first = 1000;
    EXPECT_THAT(lines(80, 10)[2], StartsWith("c34 "));
    EXPECT_EQ(wish.first, 24U);
}

TEST_F(Top, SparklinesShowTheHighestAsFull)
{
    EXPECT_EQ(sparkline({}, 3, false), "   ");
    EXPECT_EQ(sparkline({0, 0}, 3, false), " __");
    EXPECT_EQ(sparkline({9, 0, 50, 100}, 3, false), "_=#");
    EXPECT_EQ(sparkline({0, 100}, 2, true), "▁█");
}

TEST_F(Top, PrintsLinesAndJson)
{
    model.add(start, answers({queue("a", 3, 100)}));
    wish.nodes = false;
    EXPECT_EQ(top_table(model, wish, "12:00:00"),
              "12:00:00  a  all  3 records  0/s  10 %  100 bytes  1 consumers\n");
    wish.nodes = true;
    EXPECT_EQ(top_json(model, wish, "12:00:00"),
              "{\"time\":\"12:00:00\",\"channels\":["
              "{\"channel\":\"a\",\"records\":3,\"bytes\":100,\"fullness\":10,\"consumers\":1,"
              "\"change\":0},{\"channel\":\"a\",\"node\":\"10.0.0.1:1\",\"records\":3,"
              "\"bytes\":100,\"fullness\":10,\"consumers\":1,\"change\":0}]}\n");
}

TEST(TopKeys, SortFilterAndLeave)
{
    TopKeys keys;
    TopWish wish;
    EXPECT_TRUE(keys.press("srn", wish));
    EXPECT_EQ(wish.order, TopOrder::bytes);
    EXPECT_TRUE(wish.reverse);
    EXPECT_FALSE(wish.nodes);
    EXPECT_TRUE(keys.press("/qx", wish)) << "q belongs to the filter";
    EXPECT_TRUE(keys.typing_filter());
    EXPECT_TRUE(keys.press("\x7fs\r", wish));
    EXPECT_FALSE(keys.typing_filter());
    EXPECT_EQ(wish.filter, "qs");
    EXPECT_TRUE(keys.press("\x1b", wish));
    EXPECT_EQ(wish.filter, "");
    EXPECT_FALSE(keys.press("q", wish));
}

TEST(TopKeys, Scroll)
{
    TopKeys keys;
    TopWish wish;
    keys.press("\x1b[B\x1b[Bj\x1b[6~", wish);
    EXPECT_EQ(wish.first, 13U);
    keys.press("\x1b[A\x1bOAk", wish);
    EXPECT_EQ(wish.first, 10U);
    keys.press("\x1b[5~\x1b[5~", wish);
    EXPECT_EQ(wish.first, 0U);
    EXPECT_TRUE(keys.press("\x1b[", wish)) << "half a key is none";
}

} // namespace
} // namespace dmq::cli
