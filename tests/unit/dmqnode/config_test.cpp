// SPDX-License-Identifier: BSL-1.0
// The sections of the configuration, log and plugins excepted.
#include "config.hpp"
#include "config_text.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>

namespace dmq::node_app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Config, HasDefaultsForAllThatIsNotRequired)
{
    const Checked checked(minimal_config);
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_THAT(checked.diagnostics.warnings, IsEmpty());
    const auto& config = checked.config;
    EXPECT_EQ(config.server.data_dir, "data");
    EXPECT_EQ(config.server.cpu, -1);
    EXPECT_EQ(config.server.size_limit, 0U);
    EXPECT_EQ(config.server.connection_limit, 5000U);
    EXPECT_EQ(config.server.backlog, 2048U);
    EXPECT_TRUE(config.server.local_sockets);
    EXPECT_TRUE(config.server.io_uring);
    EXPECT_EQ(config.server.busy_poll_us, 0U);
    EXPECT_EQ(config.server.threads, 1U);
    EXPECT_EQ(config.server.shutdown_timeout_ms, 10000U);
    EXPECT_EQ(config.performance.write_flush_ms, 250U);
    EXPECT_FALSE(config.performance.no_delay);
    EXPECT_EQ(config.overflow.write_index_ms, 60000U);
    EXPECT_EQ(config.stats_log.file_name, "log/stats.log");
    EXPECT_EQ(config.stats_log.interval, 30U);
    EXPECT_EQ(config.stats_log.app_name, "dmqnode");
    EXPECT_EQ(config.stats_log.default_type, "dmqnode_stats");
    EXPECT_EQ(config.stats_log.socket_path + config.stats_log.hostname, "");
    EXPECT_EQ(config.pid_lock_path, "");
    EXPECT_EQ(config.unix_socket.path, "");
    EXPECT_EQ(config.unix_socket.mode, std::nullopt);
    EXPECT_TRUE(config.default_version_log);
    EXPECT_THAT(config.channel_sizes, IsEmpty());
}

TEST(Config, TakesAllKeysOfServer)
{
    const Checked checked("[Server]\naddress = 10.1.2.3\nport = 0x2710\nneoport = 0\n"
                          "unix_socket_path = run/a.sock\nchannel_size_limit = 1\n"
                          "data_dir = /srv/d\ncpu = 3\nsize_limit = 5\nconnection_limit = 0\n"
                          "backlog = 10\nthreads = 64\nshutdown_timeout_ms = 0\n"
                          "local_sockets = no\n"
                          "io_uring = no\nbusy_poll_us = 1000000\n");
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    const ServerConfig expected{"10.1.2.3", 10000, 0, "run/a.sock", 1,     "/srv/d", 3,      5, 0,
                                10,         64,    0, {},           false, false,    1000000};
    EXPECT_EQ(checked.config.server, expected);
}

TEST(Config, TakesAllKeysOfTheSmallSections)
{
    const auto checked = with("[Performance]\nwrite_flush_ms = 1\nno_delay = yes\n"
                              "[Overflow]\nwrite_index_ms = 500\n"
                              "[PidLock]\npath = a.pid\nother = ignored\n"
                              "[UNIX_SOCKET]\npath = app.socket\nmode = 0660\nother = ignored\n"
                              "[VERSION]\ndefault_version_log = off\nother = ignored\n");
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_EQ(checked.config.performance, (PerformanceConfig{1, true}));
    EXPECT_EQ(checked.config.overflow, (OverflowConfig{500, unlimited, {}, {}}));
    EXPECT_EQ(checked.config.pid_lock_path, "a.pid");
    EXPECT_EQ(checked.config.unix_socket, (UnixSocketConfig{"app.socket", 0660}));
    EXPECT_FALSE(checked.config.default_version_log);
}

TEST(Config, TakesTheSameKeysInBothStatsSections)
{
    const std::string keys =
        "file_name = s.log\ninterval = 5\nsocket_path = c.socket\n"
        "hostname = h\napp_name = a\napp_instance = i\ndefault_type = t\nextended = on\n";
    const auto checked = with("[STATS]\n" + keys + "[Stats]\nconsole_stats_enabled = true\n" +
                              keys);
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    const StatsLogConfig expected{"s.log", 5, "c.socket", "h", "a", "i", "t", true};
    EXPECT_EQ(checked.config.stats_log, expected);
    EXPECT_EQ(checked.config.stats, (ConsoleStatsConfig{true, expected}));
}

TEST(Config, TheNodesSocketMayHaveOtherPermissions)
{
    EXPECT_EQ(with("unix_socket_mode = 0600\n").config.server.unix_socket_mode, 0600);
    EXPECT_EQ(with("").config.server.unix_socket_mode, std::nullopt);
    EXPECT_THAT(with("unix_socket_mode = 0888\n").diagnostics.errors,
                ElementsAre(testing::HasSubstr("expected file permissions in octal digits")));
}

TEST(Config, DerivesTheCollectdTypeFromTheApplicationsName)
{
    EXPECT_EQ(with("[STATS]\napp_name = q\n").config.stats_log.default_type, "q_stats");
}

TEST(Config, RequiresFiveKeysAndReportsAllThatAreMissing)
{
    EXPECT_THAT(Checked("").diagnostics.errors,
                ElementsAre("c.ini: [Server] address: required, but not set",
                            "c.ini: [Server] port: required, but not set",
                            "c.ini: [Server] neoport: required, but not set",
                            "c.ini: [Server] unix_socket_path: required, but not set",
                            "c.ini: [Server] channel_size_limit: required, but not set"));
}

struct BadValue {
    const char* text; // behind the minimal configuration of six lines
    const char* message;
};

class BadConfig : public testing::TestWithParam<BadValue> { };

TEST_P(BadConfig, IsReportedWithFileLineSectionKeyAndValue)
{
    EXPECT_THAT(with(GetParam().text).diagnostics.errors, ElementsAre(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Values, BadConfig,
    testing::Values(
        BadValue{"port = 99999",
                 "c.ini:7: [Server] port = 99999: expected an integer from 0 to 65535"},
        BadValue{"neoport = -1",
                 "c.ini:7: [Server] neoport = -1: expected an integer from 0 to 65535"},
        BadValue{"address = localhost",
                 "c.ini:7: [Server] address = localhost: expected an IPv4 "
                 "address such as 127.0.0.1 or 0.0.0.0"},
        BadValue{"address = ::1",
                 "c.ini:7: [Server] address = ::1: expected an IPv4 address such "
                 "as 127.0.0.1 or 0.0.0.0"},
        BadValue{"channel_size_limit = 0",
                 "c.ini:7: [Server] channel_size_limit = 0: expected an "
                 "integer from 1 to 18446744073709551615"},
        BadValue{"cpu = -2", "c.ini:7: [Server] cpu = -2: expected an integer from -1 to 1023"},
        BadValue{"threads = 0", "c.ini:7: [Server] threads = 0: expected an integer from 1 to 64"},
        BadValue{"threads = 65",
                 "c.ini:7: [Server] threads = 65: expected an integer from 1 to 64"},
        BadValue{"backlog = 4294967296",
                 "c.ini:7: [Server] backlog = 4294967296: expected an "
                 "integer from 0 to 4294967295"},
        BadValue{"conection_limit = 1",
                 "c.ini:7: [Server] conection_limit: unknown key (did you "
                 "mean 'connection_limit'?)"},
        BadValue{"[Performance]\nwrite_flush_ms = 0",
                 "c.ini:8: [Performance] write_flush_ms = 0: "
                 "expected an integer from 1 to 4294967295"},
        BadValue{"[Performance]\nflush = 1", "c.ini:8: [Performance] flush: unknown key"},
        BadValue{"[Overflow]\nwrite_index_ms = 0",
                 "c.ini:8: [Overflow] write_index_ms = 0: "
                 "expected an integer from 1 to 4294967295"},
        BadValue{"[Overflow]\nx = 0", "c.ini:8: [Overflow] x: unknown key"},
        BadValue{"[STATS]\ninterval = 0",
                 "c.ini:8: [STATS] interval = 0: expected an integer from 1 to 31536000"},
        BadValue{"[STATS]\nconsole_stats_enabled = 1",
                 "c.ini:8: [STATS] console_stats_enabled: unknown key"},
        BadValue{"[Stats]\ninterval = 1h",
                 "c.ini:8: [Stats] interval = 1h: expected an integer from 1 to 31536000"},
        BadValue{"[Overflow]\nmax_overflow_bytes = -1",
                 "c.ini:8: [Overflow] max_overflow_bytes = -1: expected an integer from 0 to "
                 "18446744073709551615"},
        BadValue{"[OverflowById]\na = all",
                 "c.ini:8: [OverflowById] a = all: expected an integer from 0 to "
                 "18446744073709551615"},
        BadValue{"[OverflowById]\na = 1\nab = 2",
                 "c.ini:9: [OverflowById] ab = 2: expected prefixes that do not overlap, but a "
                 "(c.ini:8) does"},
        BadValue{"[OverflowPolicyById]\na = drop",
                 "c.ini:8: [OverflowPolicyById] a = drop: expected reject or drop-oldest"},
        BadValue{"[OverflowPolicyById]\na = reject\nab = reject",
                 "c.ini:9: [OverflowPolicyById] ab = reject: expected prefixes that do not "
                 "overlap, but a (c.ini:8) does"},
        BadValue{"[UNIX_SOCKET]\nmode = 0888",
                 "c.ini:8: [UNIX_SOCKET] mode = 0888: expected file "
                 "permissions in octal digits, from 0 to 0777"},
        BadValue{"[UNIX_SOCKET]\nmode = 7777",
                 "c.ini:8: [UNIX_SOCKET] mode = 7777: expected file "
                 "permissions in octal digits, from 0 to 0777"},
        BadValue{"[UNIX_SOCKET]\npath = dmqnode.socket",
                 "c.ini:8: [UNIX_SOCKET] path = dmqnode.socket: expected another path than that "
                 "of [Server] unix_socket_path"},
        BadValue{"[VERSION]\ndefault_version_log = maybe",
                 "c.ini:8: [VERSION] default_version_log = maybe: expected true or false, enabled "
                 "or disabled, on or off, yes or no, 1 or 0"},
        BadValue{"[ChannelSizeById]\na = x",
                 "c.ini:8: [ChannelSizeById] a = x: expected an "
                 "integer from 0 to 18446744073709551615"},
        BadValue{"[ChannelSizeById]\nab = 1\nb = 2\na = 3",
                 "c.ini:10: [ChannelSizeById] a = 3: expected prefixes that do not overlap, but "
                 "ab (c.ini:8) does"},
        BadValue{"[ChannelSizeById]\na = 1\nab = 3",
                 "c.ini:9: [ChannelSizeById] ab = 3: expected prefixes that do not overlap, but a "
                 "(c.ini:8) does"}));

TEST(Config, BoundsTheSocketPathsLength)
{
    const std::string longest(107, 'p');
    EXPECT_THAT(with("unix_socket_path = " + longest).diagnostics.errors, IsEmpty());
    EXPECT_THAT(with("unix_socket_path = " + longest + "p").diagnostics.errors,
                ElementsAre(HasSubstr("expected a path shorter than 108 bytes")));
    EXPECT_THAT(with("[UNIX_SOCKET]\npath = " + longest + "p").diagnostics.errors,
                ElementsAre(HasSubstr("[UNIX_SOCKET] path = ")));
}

TEST(Config, IgnoresUnknownSections)
{
    const auto checked = with("[Sevrer]\nport = x\n[log]\nlevel = x\n");
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_THAT(checked.diagnostics.warnings, IsEmpty());
}

TEST(Config, WarnsOfUnknownKeysWhenParsedLoosely)
{
    const auto checked = with("prt = 1\n[LOG]\nx = 1\n[Plugins]\ny = 1\n", Parsing::loose);
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_THAT(checked.diagnostics.warnings,
                ElementsAre("c.ini:7: [Server] prt: unknown key (did you mean 'port'?)",
                            "c.ini:9: [LOG] x: unknown key", "c.ini:11: [Plugins] y: unknown key"));
}

TEST(Config, ReportsEverythingAtOnce)
{
    EXPECT_THAT(with("port = x\ncpu = y\n[LOG.a]\nlevel = z\n").diagnostics.errors, SizeIs(3));
}

TEST(Capacity, IsThatOfThePrefixElseTheCommonOne)
{
    const auto checked = with("[ChannelSizeById]\nbig_ = 5000\ntiny = 0\n");
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_EQ(checked.config.capacity_for("big_1"), 5000U);
    EXPECT_EQ(checked.config.capacity_for("big_"), 5000U);
    EXPECT_EQ(checked.config.capacity_for("tiny"), 0U);
    EXPECT_EQ(checked.config.capacity_for("big"), 1000U);
    EXPECT_EQ(checked.config.capacity_for("a_big_"), 1000U);
    EXPECT_EQ(checked.config.capacity_for(""), 1000U);
}

TEST(Overflow, IsWithoutLimitByDefault)
{
    const auto config = with("").config;
    EXPECT_EQ(config.overflow.max_overflow_bytes, unlimited);
    const OverflowLimit limit = config.overflow_limit_for("ch");
    EXPECT_EQ(limit.max_bytes, unlimited);
    EXPECT_EQ(limit.when_full, WhenFull::reject);
}

TEST(Overflow, HasLimitsAndPoliciesByPrefix)
{
    const auto checked = with("[Overflow]\nmax_overflow_bytes = 9000\n"
                              "[OverflowById]\nbig_ = 5000\nnone_ = 0\n"
                              "[OverflowPolicyById]\nbig = drop-oldest\nsafe = reject\n");
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    const Config& config = checked.config;
    EXPECT_EQ(config.overflow.max_overflow_bytes, 9000U);
    EXPECT_EQ(config.overflow_limit_for("big_1").max_bytes, 5000U);
    EXPECT_EQ(config.overflow_limit_for("none_1").max_bytes, 0U);
    EXPECT_EQ(config.overflow_limit_for("big1").max_bytes, unlimited);
    EXPECT_EQ(config.overflow_limit_for("big1").when_full, WhenFull::drop_oldest);
    EXPECT_EQ(config.overflow_limit_for("safe").when_full, WhenFull::reject);
    EXPECT_EQ(config.overflow_limit_for("other").when_full, WhenFull::reject);
}

TEST(LoadConfig, ReadsTheFileAndAppliesOverridesInTheirOrder)
{
    const TempDir dir;
    const auto path = dir.write("config.ini", minimal_config);
    Diagnostics diagnostics;
    const auto config = load_config(path, {"Server.port = 1", "Server.port = 2"}, Parsing::strict,
                                    diagnostics);
    EXPECT_THAT(diagnostics.errors, IsEmpty());
    EXPECT_EQ(config.server.port, 2);
}

TEST(LoadConfig, NamesTheOptionWhenAnOverrideIsBad)
{
    const TempDir dir;
    const auto path = dir.write("config.ini", minimal_config);
    Diagnostics diagnostics;
    load_config(path, {"Server.port = x"}, Parsing::strict, diagnostics);
    EXPECT_THAT(diagnostics.errors,
                ElementsAre("--override-config: [Server] port = x: expected an "
                            "integer from 0 to 65535"));
}

TEST(LoadConfig, ThrowsIfTheFileCannotBeRead)
{
    const TempDir dir;
    Diagnostics diagnostics;
    EXPECT_THROW(load_config(dir / "none", {}, Parsing::strict, diagnostics), ConfigFileUnreadable);
}

} // namespace
} // namespace dmq::node_app
