// SPDX-License-Identifier: BSL-1.0
// stats.log of the program while it has something to do.
#include "node_process.hpp"
#include "support/stats_parser.hpp"

#include <dmq/client/legacy_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

namespace dmq::test {
namespace {

class StatsOfTheProgram : public testing::Test {
protected:
    StatsOfTheProgram() { directory.set("[STATS]\ninterval", "1"); }

    /// Whole lines that are there by now.
    std::vector<std::string> lines() const
    {
        const std::string text = directory.read("log/stats.log");
        std::vector<std::string> all;
        for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos;
             at = end + 1)
            all.push_back(text.substr(at, end - at));
        return all;
    }
    static std::uint64_t sum(const std::vector<StatsEntry>& entries, const std::string& key)
    {
        std::uint64_t total = 0;
        for (const auto& entry : entries)
            total += std::stoull(entry.values.at(key));
        return total;
    }

    NodeDirectory directory;
};

TEST_F(StatsOfTheProgram, EveryLineIsAsSpecifiedAndNothingIsMissingInTheirSum)
{
    NodeProcess node(directory, {"-c", "etc/config.ini"});
    const auto port = node.wait_for_port();
    ASSERT_NE(port, 0) << node.output();
    std::uint64_t requests = 0;
    {
        client::LegacyConnection client({"127.0.0.1", port});
        for (; lines().size() < 2; ++requests) {
            ASSERT_EQ(client.push("channel", "record"), client::Status::ok);
            ASSERT_EQ(client.pop("channel").value, "record");
        }
    }
    const auto seen = lines().size();
    while (lines().size() < seen + 2) { }
    node.signal(SIGTERM);
    EXPECT_EQ(node.wait(), 0);

    std::vector<StatsEntry> entries;
    for (const auto& line : lines())
        entries.push_back(parse_stats_line(line));
    const auto first = entries.front().values.contains("channel/channel/bytes")
        ? std::vector<std::string>{"channel"}
        : std::vector<std::string>();
    EXPECT_EQ(entries.front().keys, stats_keys(first));
    EXPECT_EQ(entries.back().keys, stats_keys({"channel"}));
    for (const char* name : {"Push", "Pop"}) {
        const std::string key = std::string("request/") + name;
        EXPECT_EQ(sum(entries, key + "/handled"), requests);
        std::uint64_t in_buckets = 0;
        for (const char* bucket :
             {"10_micros", "100_micros", "1_ms", "10_ms", "100_ms", "over_100_ms"})
            in_buckets += sum(entries, key + "/handled_" + bucket);
        EXPECT_EQ(in_buckets, requests);
        EXPECT_EQ(entries.back().values.at(key + "/max_active"), "0");
    }
    EXPECT_EQ(sum(entries, "action/pushed/records"), requests);
    EXPECT_EQ(sum(entries, "action/popped/bytes"), requests * 6);
    EXPECT_GE(sum(entries, "bytes_received"), requests * 27);
    EXPECT_GT(entries.back().number("rss"), 0);
    EXPECT_EQ(entries.back().values.at("handling_connections"), "0");
}

TEST_F(StatsOfTheProgram, AllItsFilesAreReopenedOnHangup)
{
    directory.set("[LOG.Root]\nfile", "log/root.log");
    NodeProcess node(directory, {"-c", "etc/config.ini"});
    ASSERT_NE(node.wait_for_port(), 0) << node.output();
    const std::vector<std::string> names{"root.log", "stats.log", "version.log"};
    for (const auto& name : names)
        std::filesystem::rename(directory / ("log/" + name), directory / ("log/" + name + ".1"));
    node.signal(SIGHUP);
    for (const auto& name : names)
        while (!directory.has("log/" + name)) { }
    while (lines().empty()) { }
    parse_stats_line(lines().front());
    node.signal(SIGTERM);
    EXPECT_EQ(node.wait(), 0);
}

} // namespace
} // namespace dmq::test
