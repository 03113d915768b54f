// SPDX-License-Identifier: BSL-1.0
// The log while it runs: counted lines, changed levels, repeats, another console.
#include "support/temp_dir.hpp"

#include <dmq/node/log_config.hpp>
#include <dmq/plugin/log.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace dmq::log {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class LogControl : public testing::Test {
protected:
    ~LogControl() override
    {
        set_console({});
        configure({});
    }

    LoggerSettings to_file(const std::string& name = "", const std::string& file = "log") const
    {
        LoggerSettings settings;
        settings.name = name;
        settings.file = directory_ / file;
        settings.file_layout = Layout::message_only;
        return settings;
    }
    std::string content(const std::string& file = "log") const { return directory_.read(file); }
    static std::uint64_t counted(Level level)
    {
        return line_counts()[static_cast<std::size_t>(level)];
    }

    const test::TempDir directory_;
};

TEST_F(LogControl, CountsLinesThatAreWritten)
{
    LoggerSettings warnings = to_file();
    warnings.level = Level::warn;
    warnings.propagate = true;
    configure({warnings});
    const auto before = line_counts();
    info("a", "not written");
    warn("a", "one");
    warn("a", "two");
    error("a", "three");
    EXPECT_EQ(counted(Level::info), before[1]);
    EXPECT_EQ(counted(Level::warn), before[2] + 2);
    EXPECT_EQ(counted(Level::error), before[3] + 1);
}

TEST_F(LogControl, CountsNothingOfLoggersThatDoNotCollect)
{
    LoggerSettings quiet = to_file("quiet", "quiet");
    quiet.collect_stats = false;
    LoggerSettings group = quiet;
    group.name = "group";
    group.propagate = true;
    configure({to_file(), quiet, group});
    const auto before = counted(Level::info);
    info("quiet", "x");
    info("group.member", "x");
    EXPECT_EQ(counted(Level::info), before);
    info("quiet.child", "x");
    info("other", "x");
    EXPECT_EQ(counted(Level::info), before + 2);
}

TEST_F(LogControl, ALevelCanBeChangedWhileItRuns)
{
    LoggerSettings own = to_file("own");
    own.level = Level::error;
    configure({to_file(), own});
    set_level("", Level::warn);
    EXPECT_FALSE(enabled(Level::info, "a.b"));
    EXPECT_FALSE(enabled(Level::warn, "own"));
    set_level("own", Level::trace);
    EXPECT_TRUE(enabled(Level::trace, "own"));
    set_level("a.b", Level::info);
    EXPECT_TRUE(enabled(Level::info, "a.b"));
    EXPECT_TRUE(enabled(Level::info, "a.b.c"));
    EXPECT_FALSE(enabled(Level::info, "a"));
    set_level("", std::nullopt);
    EXPECT_FALSE(enabled(Level::fatal, "a"));
    const auto all = loggers();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_TRUE(all[0].off);
    EXPECT_EQ(all[1].name, "a.b");
    EXPECT_EQ(all[2].level, Level::trace);
}

TEST_F(LogControl, OfLinesThatAreAlikeTwentyAMinuteAreWritten)
{
    configure({to_file()});
    for (int i = 0; i < 1000; ++i)
        warn("a", "peer 10.0.0.1:", i, " misbehaves");
    EXPECT_EQ(std::ranges::count(content(), '\n'), 20);
    report_left_out();
    EXPECT_EQ(std::ranges::count(content(), '\n'), 20) << "the minute is not over";
    report_left_out(true);
    EXPECT_EQ(std::ranges::count(content(), '\n'), 21);
    EXPECT_THAT(content(),
                HasSubstr("peer 10.0.0.1:999 misbehaves (979 lines like this one were "
                          "left out before it)\n"));
}

TEST_F(LogControl, ALoggerMayRepeatItself)
{
    LoggerSettings settings = to_file();
    settings.limit_repeats = false;
    settings.propagate = true;
    configure({settings});
    for (int i = 0; i < 100; ++i)
        info("a", "again");
    EXPECT_EQ(std::ranges::count(content(), '\n'), 100);
}

TEST_F(LogControl, GatheredLinesWaitForAWarningOrAFlush)
{
    LoggerSettings settings = to_file();
    settings.buffer_size = 1000;
    configure({settings});
    info("a", "one");
    EXPECT_EQ(content(), "");
    warn("a", "two");
    EXPECT_EQ(content(), "one\ntwo\n");
    info("a", "three");
    flush_files();
    EXPECT_EQ(content(), "one\ntwo\nthree\n");
    info("a", "four");
    configure({});
    EXPECT_EQ(content(), "one\ntwo\nthree\nfour\n");
}

TEST_F(LogControl, StatsLinesHaveADateAndNothingElse)
{
    LoggerSettings settings = to_file();
    settings.file_layout = Layout::stats;
    configure({settings});
    info("a", "key:1");
    EXPECT_THAT(content(),
                MatchesRegex("20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] "
                             "[0-9][0-9]:[0-9][0-9]:[0-9][0-9],[0-9][0-9][0-9] "
                             "key:1\n"));
}

TEST_F(LogControl, AFileIsReopenedByItsAbsoluteNameToo)
{
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(directory_.path());
    LoggerSettings settings = to_file();
    settings.file = "./log";
    configure({settings});
    std::filesystem::rename("log", "log.1");
    EXPECT_TRUE(reopen_file(directory_ / "log"));
    EXPECT_TRUE(directory_.has("log"));
    EXPECT_FALSE(reopen_file(directory_ / "other"));
    std::filesystem::current_path(before);
}

TEST_F(LogControl, TheConsoleMayBeSomewhereElse)
{
    std::vector<std::pair<std::string, bool>> lines;
    set_console(
        [&](std::string_view line, bool to_stderr) { lines.emplace_back(line, to_stderr); });
    LoggerSettings console;
    console.console = true;
    configure({console});
    info("a", "one");
    error("a", "two");
    set_console({});
    testing::internal::CaptureStdout();
    info("a", "three");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "Info [a] - three\n");
    EXPECT_EQ(lines,
              (std::vector<std::pair<std::string, bool>>{{"Info [a] - one", false},
                                                         {"Error [a] - two", true}}));
}

} // namespace
} // namespace dmq::log
