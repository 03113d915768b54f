// SPDX-License-Identifier: BSL-1.0
// The sections of loggers and plugins.
#include "config_text.hpp"

#include <gmock/gmock.h>

namespace dmq::node_app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

LoggerConfig only_logger(const std::string& text)
{
    const auto checked = with(text);
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_THAT(checked.config.log.loggers, SizeIs(1));
    return checked.config.log.loggers.empty() ? LoggerConfig() : checked.config.log.loggers.front();
}

TEST(LogSections, AreNoneByDefault)
{
    EXPECT_EQ(with("").config.log, LogConfig());
    EXPECT_EQ(with("[LOG]\nbuffer_size = 100").config.log.buffer_size, 100U);
}

TEST(LogSections, OfTheRootLoggerWriteToTheConsoleByDefault)
{
    for (const auto* name : {"Root", "root", "ROOT"}) {
        const auto logger = only_logger("[LOG." + std::string(name) + "]\n");
        EXPECT_EQ(logger.name, "");
        EXPECT_TRUE(logger.console);
    }
}

TEST(LogSections, OfOtherLoggersHaveTheirName)
{
    for (const auto* name : {"dmqnode.main", "storage:@a", "data/overflow.dat"}) {
        const auto logger = only_logger("[LOG." + std::string(name) + "]\n");
        EXPECT_EQ(logger.name, name);
        EXPECT_FALSE(logger.console);
        EXPECT_EQ(logger.level, std::nullopt);
        EXPECT_EQ(logger.console_layout, LogLayout::simple);
        EXPECT_EQ(logger.file_layout, LogLayout::date);
        EXPECT_TRUE(logger.collect_stats);
    }
}

TEST(LogSections, HaveElevenKeys)
{
    const auto logger = only_logger("[LOG.a]\nlevel = warn\npropagate = true\nconsole = true\n"
                                    "file = f\nsyslog = true\nconsole_layout = messageonly\n"
                                    "file_layout = stats\nadditive = true\ncollect_stats = false\n"
                                    "buffer_size = 9\n");
    const LoggerConfig expected{"a",
                                LogThreshold::warn,
                                true,
                                true,
                                "f",
                                true,
                                LogLayout::message_only,
                                LogLayout::stats,
                                true,
                                false,
                                9};
    EXPECT_EQ(logger, expected);
}

TEST(LogSections, KnowTheNamesOfLevels)
{
    const std::pair<std::string, LogThreshold> levels[] = {
        {"trace", LogThreshold::trace},   {"debug", LogThreshold::trace},
        {"Info", LogThreshold::info},     {"WARN", LogThreshold::warn},
        {"error", LogThreshold::error},   {"fatal", LogThreshold::fatal},
        {"none", LogThreshold::none},     {"off", LogThreshold::none},
        {"disabled", LogThreshold::none},
    };
    for (const auto& [name, level] : levels)
        EXPECT_EQ(only_logger("[LOG.a]\nlevel = " + name).level, level) << name;
}

TEST(LogSections, KnowTheNamesOfLayouts)
{
    const std::pair<std::string, LogLayout> layouts[] = {
        {"messageonly", LogLayout::message_only},
        {"stats", LogLayout::stats},
        {"statslog", LogLayout::stats},
        {"simple", LogLayout::simple},
        {"date", LogLayout::date},
    };
    for (const auto& [name, layout] : layouts)
        EXPECT_EQ(only_logger("[LOG.a]\nfile_layout = " + name).file_layout, layout) << name;
}

TEST(LogSections, ComeInTheOrderOfTheFileEachOnce)
{
    const auto checked = with("[LOG.b]\nfile = 1\n[LOG.a]\n[LOG.b]\nfile = 2\n");
    ASSERT_THAT(checked.config.log.loggers, SizeIs(2));
    EXPECT_EQ(checked.config.log.loggers[0].name, "b");
    EXPECT_EQ(checked.config.log.loggers[0].file, "2");
}

struct BadSection {
    const char* text;
    const char* message;
};

class BadSections : public testing::TestWithParam<BadSection> { };

TEST_P(BadSections, AreReported)
{
    EXPECT_THAT(with(GetParam().text).diagnostics.errors, ElementsAre(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    LogAndPlugins, BadSections,
    testing::Values(
        BadSection{"[LOG.]\nlevel = info",
                   "c.ini: [LOG.]: expected the name of a logger behind 'LOG.'"},
        BadSection{"[LOG.a]\nlevel = loud",
                   "c.ini:8: [LOG.a] level = loud: expected one of trace debug info warn error "
                   "fatal none off disabled"},
        BadSection{"[LOG.a]\nconsole_layout = x",
                   "c.ini:8: [LOG.a] console_layout = x: expected "
                   "one of messageonly stats statslog simple date"},
        BadSection{"[LOG.a]\nlevl = info",
                   "c.ini:8: [LOG.a] levl: unknown key (did you mean 'level'?)"},
        BadSection{"[LOG]\nlevel = info", "c.ini:8: [LOG] level: unknown key"},
        BadSection{"[Plugins]\nstores = ring",
                   "c.ini:8: [Plugins] stores: unknown key (did you mean 'storage'?)"},
        BadSection{"[Plugins]\nload = ring ../evil",
                   "c.ini:8: [Plugins] load = ring ../evil: expected names of letters, digits, _ "
                   "and -, not ../evil"},
        BadSection{"[Plugins]\nload =\n  ring\n  push\n  ring",
                   "c.ini:8: [Plugins] load = ring\\npush\\nring: expected each plugin once, but "
                   "ring comes twice"}));

TEST(PluginSections, NameAllThePluginsOfTheProjectByDefault)
{
    const auto plugins = with("").config.plugins;
    EXPECT_EQ(plugins.directory, "");
    EXPECT_EQ(plugins.storage, "ring");
    EXPECT_THAT(plugins.load,
                ElementsAre("ring", "push", "pop", "get_channels", "get_channel_size", "get_size",
                            "consume", "get_size_limit", "get_num_connections", "push_multi",
                            "produce", "produce_multi", "remove_channel", "push_multi2",
                            "list_channels", "peek", "remove_subscriber", "clear"));
    EXPECT_THAT(plugins.options, IsEmpty());
}

TEST(PluginSections, ReplaceTheList)
{
    const auto checked = with("[Plugins]\ndirectory = /opt/dmq\nload =\n  mapped push\n  echo-2\n"
                              "storage = mapped\n");
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_EQ(checked.config.plugins.directory, "/opt/dmq");
    EXPECT_THAT(checked.config.plugins.load, ElementsAre("mapped", "push", "echo-2"));
    EXPECT_EQ(checked.config.plugins.storage, "mapped");
}

TEST(PluginSections, AreHandedOnAsText)
{
    const auto checked = with("[Plugin.ring]\nheight = 0x10\nempty =\n a\n b\n[Plugin.push]\n");
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_THAT(checked.diagnostics.warnings, IsEmpty());
    EXPECT_THAT(
        checked.config.plugins.options,
        UnorderedElementsAre(
            Pair("ring", UnorderedElementsAre(Pair("height", "0x10"), Pair("empty", "a\nb"))),
            Pair("push", IsEmpty())));
}

TEST(PluginSections, OfPluginsThatAreNotLoadedGetAWarning)
{
    EXPECT_THAT(with("[Plugin.rnig]\na = 1\n").diagnostics.warnings,
                ElementsAre("c.ini: [Plugin.rnig]: [Plugins] names no such plugin (did you mean "
                            "'ring'?)"));
    EXPECT_THAT(with("[Plugins]\nstorage = other\n[Plugin.other]\na = 1\n").diagnostics.warnings,
                IsEmpty());
}

} // namespace
} // namespace dmq::node_app
