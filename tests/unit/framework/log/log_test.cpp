// SPDX-License-Identifier: BSL-1.0
// The log as a whole: what ends up in files and on the console.
#include "support/temp_dir.hpp"

#include <dmq/node/log_config.hpp>
#include <dmq/plugin/log.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace dmq::log {
namespace {

namespace fs = std::filesystem;
using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

/// Knows how often it was turned into text.
struct Counting {
    int& printed;
    friend std::ostream& operator<<(std::ostream& out, const Counting& counting)
    {
        ++counting.printed;
        return out << "counted";
    }
};

class LogTest : public testing::Test {
protected:
    ~LogTest() override { configure({}); }

    LoggerSettings to_file(const std::string& file, Layout layout = Layout::simple,
                           const std::string& name = "") const
    {
        LoggerSettings settings;
        settings.name = name;
        settings.file = directory_ / file;
        settings.file_layout = layout;
        return settings;
    }
    static LoggerSettings to_console(Layout layout = Layout::simple)
    {
        LoggerSettings settings;
        settings.console = true;
        settings.console_layout = layout;
        return settings;
    }
    std::string content(const std::string& file) const { return directory_.read(file); }

    const test::TempDir directory_;
};

TEST_F(LogTest, NothingIsLoggedWithoutSettings)
{
    CaptureStdout();
    CaptureStderr();
    EXPECT_FALSE(enabled(Level::fatal, "a"));
    write(Level::fatal, "a", "lost");
    configure({});
    EXPECT_FALSE(enabled(Level::fatal, "a"));
    error("a", "lost");
    EXPECT_EQ(GetCapturedStdout() + GetCapturedStderr(), "");
}

TEST_F(LogTest, WritesLevelLoggerAndText)
{
    configure({to_file("log")});
    trace("a", "one");
    info("a.b", "two ", 2);
    warn("", "three");
    error("c", "four");
    write(Level::fatal, "d", "five");
    EXPECT_EQ(content("log"),
              "Trace [a] - one\nInfo [a.b] - two 2\nWarn [] - three\nError [c] - four\n"
              "Fatal [d] - five\n");
}

TEST_F(LogTest, MayWriteTheTextAlone)
{
    configure({to_file("log", Layout::message_only)});
    info("a", "only this");
    EXPECT_EQ(content("log"), "only this\n");
}

TEST_F(LogTest, DatesHaveThreeDigitsOfMilliseconds)
{
    configure({to_file("log", Layout::date)});
    for (int i = 0; i < 20; ++i)
        info("a", "text");
    const std::string text = content("log");
    EXPECT_EQ(std::ranges::count(text, '\n'), 20);
    EXPECT_THAT(text,
                testing::MatchesRegex(
                    "(20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9],"
                    "[0-9][0-9][0-9] Info \\[a\\] - text\n)+"));
}

TEST_F(LogTest, OneLineStaysOneLine)
{
    configure({to_file("log", Layout::message_only)});
    info("a", std::string_view("1\n2\r3\t4\0005\x1b[0m\x7f\xc3\xa4", 16));
    EXPECT_EQ(content("log"), "1 2 3 4 5 [0m \xc3\xa4\n");
}

TEST_F(LogTest, PutsTogetherTheTextOfLinesThatGoSomewhereOnly)
{
    LoggerSettings warnings = to_file("log");
    warnings.level = Level::warn;
    configure({warnings});
    EXPECT_FALSE(enabled(Level::info, ""));
    EXPECT_TRUE(enabled(Level::warn, ""));
    int printed = 0;
    info("", Counting{printed});
    EXPECT_EQ(printed, 0);
    warn("", Counting{printed});
    EXPECT_EQ(printed, 1);
    EXPECT_EQ(content("log"), "Warn [] - counted\n");
}

TEST_F(LogTest, EachLoggerHasItsFile)
{
    LoggerSettings both = to_file("b", Layout::message_only, "b");
    both.additive = true;
    configure(
        {to_file("root", Layout::message_only), to_file("a", Layout::message_only, "a"), both});
    info("a.x", "for a");
    info("b", "for both");
    info("c", "for root");
    EXPECT_EQ(content("root"), "for both\nfor root\n");
    EXPECT_EQ(content("a"), "for a\n");
    EXPECT_EQ(content("b"), "for both\n");
}

TEST_F(LogTest, AppendsToFilesThatAreThere)
{
    configure({to_file("log", Layout::message_only)});
    info("a", "one");
    configure({to_file("log", Layout::message_only)});
    info("a", "two");
    EXPECT_EQ(content("log"), "one\ntwo\n");
}

TEST_F(LogTest, FilesCanBeRotated)
{
    configure({to_file("log", Layout::message_only), to_file("other", Layout::message_only, "o")});
    info("a", "one");
    fs::rename(directory_ / "log", directory_ / "log.1");
    info("a", "two");
    reopen_files();
    info("a", "three");
    info("o", "other");
    EXPECT_EQ(content("log.1"), "one\ntwo\n");
    EXPECT_EQ(content("log"), "three\n");
    EXPECT_EQ(content("other"), "other\n");
}

TEST_F(LogTest, OneFileCanBeReopened)
{
    configure({to_file("log", Layout::message_only), to_file("other", Layout::message_only, "o")});
    for (const char* file : {"log", "other"})
        fs::rename(directory_ / file, directory_ / (std::string(file) + ".1"));
    EXPECT_TRUE(reopen_file(directory_ / "log"));
    EXPECT_FALSE(reopen_file(directory_ / "unknown"));
    info("a", "new");
    info("o", "old");
    EXPECT_EQ(content("log"), "new\n");
    EXPECT_EQ(content("other.1"), "old\n");
    EXPECT_FALSE(fs::exists(directory_ / "other"));
}

TEST_F(LogTest, AFileThatCannotBeReopenedIsReported)
{
    fs::create_directory(directory_ / "d");
    configure(
        {to_file("d/log", Layout::message_only), to_file("other", Layout::message_only, "o")});
    fs::rename(directory_ / "d", directory_ / "moved");
    CaptureStderr();
    reopen_files();
    EXPECT_FALSE(reopen_file(directory_ / "d/log"));
    const std::string line = "cannot open log file " + directory_ / "d/log" +
        ": No such file or directory; its directory has to exist\n";
    EXPECT_EQ(GetCapturedStderr(), line + line);
    info("a", "dropped");
    info("o", "kept");
    EXPECT_EQ(content("other"), "kept\n");
    fs::rename(directory_ / "moved", directory_ / "d");
    reopen_files();
    info("a", "again");
    EXPECT_EQ(content("d/log"), "1 line could not be written here\nagain\n");
}

TEST_F(LogTest, AFileThatCannotBeOpenedChangesNothing)
{
    configure({to_file("log", Layout::message_only)});
    try {
        configure({to_file("new"), to_file("missing/log", Layout::date, "a")});
        ADD_FAILURE() << "not refused";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(),
                  "cannot open log file " + (directory_ / "missing/log") +
                      ": No such file or directory; its directory has to exist");
    }
    info("a", "still here");
    EXPECT_EQ(content("log"), "still here\n");
    EXPECT_EQ(content("new"), "");
}

TEST_F(LogTest, SettingsAreReplacedAsAWhole)
{
    configure({to_file("old", Layout::message_only)});
    configure({to_file("new", Layout::message_only)});
    info("a", "text");
    EXPECT_EQ(content("old"), "");
    EXPECT_EQ(content("new"), "text\n");
}

TEST_F(LogTest, TheConsoleHasTwoStreams)
{
    configure({to_console()});
    CaptureStdout();
    CaptureStderr();
    trace("a", "t");
    info("a", "i");
    warn("a", "w");
    error("a", "e");
    EXPECT_EQ(GetCapturedStdout(), "Trace [a] - t\nInfo [a] - i\n");
    EXPECT_EQ(GetCapturedStderr(), "Warn [a] - w\nError [a] - e\n");
}

TEST_F(LogTest, ConsoleAndFileHaveLayoutsOfTheirOwn)
{
    LoggerSettings both = to_console(Layout::message_only);
    both.file = directory_ / "log";
    both.file_layout = Layout::simple;
    configure({both});
    CaptureStdout();
    info("a", "text");
    EXPECT_EQ(GetCapturedStdout(), "text\n");
    EXPECT_EQ(content("log"), "Info [a] - text\n");
}

TEST_F(LogTest, LinesOfSeveralThreadsStayWhole)
{
    LoggerSettings settings = to_file("log", Layout::message_only);
    settings.limit_repeats = false;
    settings.propagate = true;
    configure({settings});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int line = 0; line < 200; ++line)
                info("a", std::string(100, 'x'));
        });
    threads.emplace_back([] {
        for (int i = 0; i < 20; ++i)
            reopen_files();
    });
    for (std::thread& thread : threads)
        thread.join();
    std::string expected;
    for (int i = 0; i < 800; ++i)
        expected += std::string(100, 'x') + '\n';
    EXPECT_EQ(content("log"), expected);
}

TEST_F(LogTest, SettingsMayChangeWhileOthersAskForThem)
{
    configure({to_file("log")});
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([] {
            for (int asked = 0; asked < 1000; ++asked)
                enabled(Level::info, "a");
        });
    for (int changed = 0; changed < 100; ++changed)
        set_level("a", changed % 2 == 0 ? Level::error : Level::info);
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_TRUE(enabled(Level::info, "a"));
    EXPECT_TRUE(enabled(Level::trace, "b"));
}

TEST_F(LogTest, RefusesMoreAppendersThanItCanTellApart)
{
    std::vector<LoggerSettings> many;
    for (int i = 0; i < 65; ++i)
        many.push_back(to_file("log", Layout::simple, "logger" + std::to_string(i)));
    EXPECT_THROW(configure(many), std::runtime_error);
    many.pop_back();
    configure(many);
    info("logger63", "last");
    EXPECT_EQ(content("log"), "Info [logger63] - last\n");
}

} // namespace
} // namespace dmq::log
