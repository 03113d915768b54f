// SPDX-License-Identifier: BSL-1.0
// The line of stats.log: keys, their order, and what the values mean.
#include "stats/stats_line.hpp"
#include "stats/stats_report.hpp"
#include "support/stats_parser.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>

namespace dmq::node_app {
namespace {

using namespace std::chrono_literals;
using test::parse_stats_line;
using test::stats_keys;
using test::StatsEntry;
using testing::ElementsAreArray;

ChannelSnapshot channel(const std::string& name, const std::vector<QueueSnapshot>& queues)
{
    return {name, queues};
}

QueueUsage usage(std::uint64_t records, std::uint64_t bytes, std::uint64_t overflow_records = 0,
                 std::uint64_t overflow_bytes = 0)
{
    return {records, bytes, overflow_records, overflow_bytes, 1000};
}

class StatsReport : public testing::Test {
protected:
    StatsReport() { now_.time = before_.time + 10s; }

    std::string line(StatsKeys keys = StatsKeys::original) const
    {
        StatsLine text;
        report_stats(before_, now_, keys, text);
        return "2026-01-02 03:04:05,006 " + text.text();
    }
    StatsEntry entry() const { return parse_stats_line(line()); }

    RequestSnapshot& request(NodeSnapshot& of, Protocol protocol, const std::string& name)
    {
        return of.requests.emplace_back(RequestSnapshot{protocol, name, Timing::timed, {}, 0});
    }

    NodeSnapshot before_;
    NodeSnapshot now_;
};

TEST_F(StatsReport, AnEmptyNodeHasEveryKeyOfTheFixedGroupsInOrder)
{
    EXPECT_THAT(entry().keys, ElementsAreArray(stats_keys({})));
}

TEST_F(StatsReport, ChannelsComeBehindTheNodeAndStoragesBehindTheActions)
{
    now_.channels = {channel("a", {{"a", usage(1, 9)}}), channel("b", {{"b", usage(2, 20)}})};
    EXPECT_THAT(entry().keys, ElementsAreArray(stats_keys({"a", "b"})));
}

TEST_F(StatsReport, AChannelIsTheSumOfItsStorages)
{
    now_.channels = {channel("c", {{"@c", usage(3, 500, 2, 70)}, {"sub@c", usage(1, 10)}})};
    const auto values = entry().values;
    EXPECT_EQ(values.at("channel/c/records"), "6");
    EXPECT_EQ(values.at("channel/c/bytes"), "580");
    EXPECT_EQ(values.at("total_records"), "6");
    EXPECT_EQ(values.at("total_bytes"), "580");
    EXPECT_EQ(values.at("channel/c/bytes_memory"), "500") << "the default subscriber has no @";
    EXPECT_EQ(values.at("channel/c/bytes_overflow"), "70");
    EXPECT_EQ(values.at("channel/c/records_memory"), "3");
    EXPECT_EQ(values.at("channel/c/records_overflow"), "2");
    EXPECT_EQ(values.at("channel/c/percent_memory"), "50");
    EXPECT_EQ(values.at("channel/sub@c/bytes_memory"), "10");
    EXPECT_EQ(values.at("channel/sub@c/percent_memory"), "1");
}

TEST_F(StatsReport, ProcessorTimesArePercentOfOneCpu)
{
    before_.process.user = 1s;
    now_.process.user = 3500ms;
    now_.process.system = 500ms;
    now_.process.virtual_size = 1000;
    now_.process.resident_size = 300;
    now_.process.machine_memory = 1200;
    const auto values = entry().values;
    EXPECT_EQ(values.at("cpu_user"), "25.00");
    EXPECT_EQ(values.at("cpu_system"), "5.00");
    EXPECT_EQ(values.at("cpu_total"), "30.00");
    EXPECT_EQ(values.at("vsz"), "1000");
    EXPECT_EQ(values.at("rss"), "300");
    EXPECT_EQ(values.at("mem_percentage"), "25.00");
}

TEST_F(StatsReport, WhatCannotBeDividedIsZero)
{
    now_.time = before_.time;
    const auto values = entry().values;
    EXPECT_EQ(values.at("cpu_user"), "0.00");
    EXPECT_EQ(values.at("mem_percentage"), "0.00");
    EXPECT_EQ(values.at("request/Push/mean_handled_time_micros"), "0.00");
}

TEST_F(StatsReport, ConnectionsAreInPercentOfTheirLimit)
{
    now_.legacy = {1999, 5000};
    now_.neo = {7, 0};
    const auto values = entry().values;
    EXPECT_EQ(values.at("handling_connections"), "1999");
    EXPECT_EQ(values.at("handling_connections_pcnt"), "39");
    EXPECT_EQ(values.at("handling_neo_connections"), "7");
    EXPECT_EQ(values.at("handling_neo_connections_pcnt"), "0");
}

TEST_F(StatsReport, CountersAreThoseSinceTheLastLine)
{
    before_.traffic = {100, 1000};
    now_.traffic = {150, 1200};
    before_.actions.pushed_records = 5;
    now_.actions = {7, 70, 3, 30, 0};
    before_.lines = {1, 1, 1, 1, 1};
    now_.lines = {1, 2, 3, 4, 5};
    const auto values = entry().values;
    EXPECT_EQ(values.at("bytes_received"), "50");
    EXPECT_EQ(values.at("bytes_sent"), "200");
    EXPECT_EQ(values.at("action/pushed/records"), "2");
    EXPECT_EQ(values.at("action/pushed/bytes"), "70");
    EXPECT_EQ(values.at("action/popped/records"), "3");
    EXPECT_EQ(values.at("action/popped/bytes"), "30");
    EXPECT_EQ(values.at("logged_trace"), "0");
    EXPECT_EQ(values.at("logged_info"), "1");
    EXPECT_EQ(values.at("logged_warn"), "2");
    EXPECT_EQ(values.at("logged_error"), "3");
    EXPECT_EQ(values.at("logged_fatal"), "4");
}

TEST_F(StatsReport, RequestsHaveCountMeanAndBuckets)
{
    request(before_, Protocol::legacy, "Push").counts = {0, 10, 1ms, {10, 0, 0, 0, 0, 0}};
    auto& push = request(now_, Protocol::legacy, "Push");
    push.counts = {2, 16, 1ms + 15us, {11, 1, 1, 1, 1, 1}};
    push.max_active = 9;
    const auto values = entry().values;
    EXPECT_EQ(values.at("request/Push/max_active"), "9");
    EXPECT_EQ(values.at("request/Push/handled"), "6");
    EXPECT_EQ(values.at("request/Push/mean_handled_time_micros"), "2.50");
    for (const char* key : {"handled_10_micros", "handled_100_micros", "handled_1_ms",
                            "handled_10_ms", "handled_100_ms", "handled_over_100_ms"})
        EXPECT_EQ(values.at(std::string("request/Push/") + key), "1");
}

TEST_F(StatsReport, ProtocolsDoNotMix)
{
    request(now_, Protocol::legacy, "Consume").counts.handled = 3;
    request(now_, Protocol::neo, "consume").counts.handled = 4;
    const auto values = entry().values;
    EXPECT_EQ(values.at("request/Consume/handled"), "3");
    EXPECT_EQ(values.at("request/Consume/mean_handled_time_micros"), "0.00");
    EXPECT_EQ(values.at("neo_request/consume/handled"), "4");
}

TEST_F(StatsReport, FurtherKeysComeBehindTheOriginalOnes)
{
    request(now_, Protocol::legacy, "Push").counts.handled = 1;
    request(now_, Protocol::legacy, "GetSize").counts.handled = 5;
    now_.actions.refused_records = 8;
    const auto extended = parse_stats_line(line(StatsKeys::extended));
    auto expected = stats_keys({});
    EXPECT_THAT(std::vector(extended.keys.begin(),
                            extended.keys.begin() + static_cast<std::ptrdiff_t>(expected.size())),
                ElementsAreArray(expected));
    EXPECT_EQ(extended.values.at("action/refused/records"), "8");
    EXPECT_EQ(extended.values.at("request/GetSize/handled"), "5");
}

TEST_F(StatsReport, TenThousandChannelsAreAllThere)
{
    for (int i = 0; i < 10000; ++i) {
        const std::string name = "channel_" + std::to_string(i);
        now_.channels.push_back(channel(name, {{name, usage(1, 10)}}));
    }
    const auto text = line();
    EXPECT_EQ(std::ranges::count(text, ' ') - 1,
              static_cast<std::ptrdiff_t>(stats_keys({}).size() + 70000));
    EXPECT_THAT(text, testing::HasSubstr(" total_records:10000 "));
    EXPECT_THAT(text, testing::HasSubstr(" channel/channel_9999/percent_memory:1 logged_debug:"));
}

} // namespace
} // namespace dmq::node_app
