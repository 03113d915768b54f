// SPDX-License-Identifier: BSL-1.0
// When statistics are reported, and to which file.
#include "log_capture.hpp"
#include "log_settings.hpp"
#include "stats/stats_log.hpp"
#include "support/stats_parser.hpp"
#include "temp_dir.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <string>

namespace dmq::node_app {
namespace {

using namespace std::chrono_literals;
using test::parse_stats_line;
using TimePoint = std::chrono::system_clock::time_point;

TEST(NextReport, IsTheNextMultipleOfTheIntervalOnTheWallClock)
{
    EXPECT_EQ(next_report(TimePoint(0ms), 30s), TimePoint(30s));
    EXPECT_EQ(next_report(TimePoint(1ms), 30s), TimePoint(30s));
    EXPECT_EQ(next_report(TimePoint(29999ms), 30s), TimePoint(30s));
    EXPECT_EQ(next_report(TimePoint(30s), 30s), TimePoint(60s));
    EXPECT_EQ(next_report(TimePoint(31s), 1s), TimePoint(32s));
}

class StatsLogTest : public testing::Test {
protected:
    StatsLogTest()
    {
        config_.stats_log.file_name = dir_ / "stats.log";
        config_.stats_log.interval = 31'536'000;
        config_.default_version_log = false;
        log::configure(log_settings(config_));
    }
    ~StatsLogTest() override { log::configure({}); }

    StatsLog make()
    {
        return {loop_, config_.stats_log, [this] {
                    ++taken_;
                    return snapshot_;
                }};
    }
    std::vector<std::string> lines(const std::string& file = "stats.log") const
    {
        std::istringstream text(dir_.read(file));
        std::vector<std::string> all;
        for (std::string line; std::getline(text, line);)
            all.push_back(line);
        return all;
    }

    TempDir dir_;
    boost::asio::io_context loop_{1};
    Config config_;
    NodeSnapshot snapshot_;
    int taken_ = 0;
};

TEST_F(StatsLogTest, EachReportIsALineOfWhatHasChangedSinceTheLast)
{
    snapshot_.traffic.received = 5;
    StatsLog log = make();
    snapshot_.traffic.received = 7;
    log.report();
    snapshot_.traffic.received = 10;
    log.report();
    log.report();
    ASSERT_EQ(lines().size(), 3U);
    EXPECT_EQ(parse_stats_line(lines()[0]).values.at("bytes_received"), "2");
    EXPECT_EQ(parse_stats_line(lines()[1]).values.at("bytes_received"), "3");
    EXPECT_EQ(parse_stats_line(lines()[2]).values.at("bytes_received"), "0");
    EXPECT_EQ(taken_, 4);
}

TEST_F(StatsLogTest, ReportsByItselfWhenTheTimeHasCome)
{
    config_.stats_log.interval = 1;
    const StatsLog log = make();
    while (lines().empty())
        loop_.run_one();
    EXPECT_EQ(parse_stats_line(lines().front()).keys, test::stats_keys({}));
}

TEST_F(StatsLogTest, CollectdIsToldTheMultipleOfTheInterval)
{
    namespace asio = boost::asio;
    config_.stats_log.interval = 2;
    config_.stats_log.socket_path = dir_ / "collectd";
    asio::local::stream_protocol::acceptor collectd(loop_, config_.stats_log.socket_path);
    const StatsLog log = make();
    while (lines().empty())
        loop_.run_one();
    auto connection = collectd.accept();
    std::string text;
    asio::async_read_until(connection, asio::dynamic_buffer(text), '\n', [](auto, auto) {});
    while (text.find('\n') == std::string::npos)
        loop_.run_one();
    const auto time = text.substr(text.find("\" ") + 2);
    EXPECT_EQ(std::stoull(time) % 2, 0U) << text;
}

TEST_F(StatsLogTest, TheFileIsReopenedWithTheOthers)
{
    StatsLog log = make();
    log.report();
    std::filesystem::rename(dir_ / "stats.log", dir_ / "stats.log.1");
    log::reopen_files();
    log.report();
    EXPECT_EQ(lines("stats.log.1").size(), 1U);
    EXPECT_EQ(lines().size(), 1U);
    EXPECT_TRUE(log::reopen_file(dir_ / "stats.log"));
}

TEST_F(StatsLogTest, ItsLinesGoNowhereElseAndAreNotCounted)
{
    LoggerConfig root;
    root.file = dir_ / "root.log";
    LoggerConfig stats = root;
    stats.name = stats_logger;
    config_.log.loggers = {root, stats};
    log::configure(log_settings(config_));
    const auto before = log::line_counts();
    make().report();
    EXPECT_EQ(lines("root.log").size(), 0U);
    EXPECT_EQ(lines().size(), 1U);
    EXPECT_EQ(log::line_counts(), before);
}

TEST_F(StatsLogTest, AMissingDirectoryEndsTheStart)
{
    config_.stats_log.file_name = dir_ / "none/stats.log";
    try {
        log::configure(log_settings(config_));
        FAIL() << "configured";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("none/stats.log: No such file or directory"));
    }
}

} // namespace
} // namespace dmq::node_app
