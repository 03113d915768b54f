// SPDX-License-Identifier: BSL-1.0
// From the sections of the configuration to the framework's loggers.
#include "config_text.hpp"
#include "log_levels.hpp"
#include "log_settings.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace dmq::node_app {
namespace {

log::LoggerSettings settings_of(const std::string& name, const std::string& config)
{
    const auto all = log_settings(with(config).config);
    const auto found = std::ranges::find(all, name, &log::LoggerSettings::name);
    EXPECT_NE(found, all.end()) << name;
    return found == all.end() ? log::LoggerSettings() : *found;
}

TEST(LogSettings, TakeOverEveryKey)
{
    const auto settings = settings_of(
        "a.b",
        "[LOG.a.b]\nlevel = warn\npropagate = on\nconsole = on\nfile = f\nsyslog = on\n"
        "console_layout = date\nfile_layout = stats\nadditive = on\ncollect_stats = off\n"
        "buffer_size = 100\n");
    EXPECT_EQ(settings.level, log::Level::warn);
    EXPECT_FALSE(settings.off);
    EXPECT_TRUE(settings.propagate && settings.console && settings.syslog && settings.additive);
    EXPECT_EQ(settings.file, "f");
    EXPECT_EQ(settings.console_layout, log::Layout::date);
    EXPECT_EQ(settings.file_layout, log::Layout::stats);
    EXPECT_FALSE(settings.collect_stats);
    EXPECT_EQ(settings.buffer_size, 100U);
    EXPECT_TRUE(settings.limit_repeats);
}

TEST(LogSettings, ABufferOfItsOwnGoesBeforeThatOfAll)
{
    const std::string config = "[LOG]\nbuffer_size = 7\n[LOG.a]\n[LOG.b]\nbuffer_size = 8\n";
    EXPECT_EQ(settings_of("a", config).buffer_size, 7U);
    EXPECT_EQ(settings_of("b", config).buffer_size, 8U);
}

TEST(LogSettings, StatisticsHaveTheirFileWhateverIsSaidOfTheirLogger)
{
    const auto all = log_settings(with("[STATS]\nfile_name = s.log\n[LOG.Stats]\n").config);
    EXPECT_EQ(all.back().name, stats_logger);
    EXPECT_EQ(all.back().file, "s.log");
    EXPECT_EQ(all.back().file_layout, log::Layout::stats);
    EXPECT_FALSE(all.back().collect_stats || all.back().limit_repeats || all.back().additive);
}

TEST(LogSettings, TheVersionGoesToItsFileUnlessForbidden)
{
    EXPECT_EQ(settings_of(version_logger, "").file, "log/version.log");
    EXPECT_EQ(log_settings(with("[VERSION]\ndefault_version_log = off\n").config).size(), 1U);
}

TEST(LogLevels, AreThoseOfTheFramework)
{
    EXPECT_EQ(level_of(LogThreshold::trace), log::Level::trace);
    EXPECT_EQ(level_of(LogThreshold::fatal), log::Level::fatal);
    EXPECT_EQ(level_of(LogThreshold::none), std::nullopt);
    EXPECT_TRUE(settings_of("a", "[LOG.a]\nlevel = off\n").off);
}

} // namespace
} // namespace dmq::node_app
