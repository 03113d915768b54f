// SPDX-License-Identifier: BSL-1.0
// The commands of the administration socket, on a whole node.
#include "admin_node_commands.hpp"
#include "fixtures/client.hpp"
#include "test_node.hpp"

#include <dmq/node/log_config.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <unistd.h>
#include <vector>

namespace dmq::test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::SizeIs;
using testing::StartsWith;

class AdminOfANode : public testing::TestWithParam<std::uint32_t> {
protected:
    AdminOfANode() { node_app::add_node_commands(commands, node.node()); }
    ~AdminOfANode() override { log::configure({}); }

    std::string run(const std::string& line) const { return commands.run(line); }
    /// The rows of a table, without heading.
    std::vector<std::string> rows(const std::string& line) const
    {
        const std::string text = run(line);
        EXPECT_THAT(text, EndsWith("\n\n"));
        std::vector<std::string> all;
        for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) > at; at = end + 1)
            all.push_back(text.substr(at, end - at));
        all.erase(all.begin());
        return all;
    }

    TestNode node{GetParam(), 1000};
    node_app::AdminCommands commands;
    client::LegacyConnection connection = node.connect();
};

INSTANTIATE_TEST_SUITE_P(Threads, AdminOfANode, testing::Values(1, 4));

TEST_P(AdminOfANode, HelpNamesEveryCommand)
{
    for (const char* name : {"help", "stats", "channels", "plugins", "connections",
                             "drop-connection", "log-level", "remove-channel", "flush"})
        EXPECT_THAT("\n" + run("help"), HasSubstr('\n' + std::string(name)));
    EXPECT_THAT(run("help"), AllOf(HasSubstr("remove-channel CHANNEL: "), EndsWith("\n\n")));
}

TEST_P(AdminOfANode, StatsAreThoseSinceTheStart)
{
    connection.push("a", "12345");
    connection.push("a", "12345");
    connection.pop("a");
    connection.get_size();
    // a request is counted behind its answer
    while (run("stats").find("\nrequest/GetSize/handled:1\n") == std::string::npos) { }
    for (int i = 0; i < 2; ++i)
        EXPECT_THAT(run("stats"),
                    AllOf(StartsWith("cpu_user:"), HasSubstr("\nrequest/Push/handled:2\n"),
                          HasSubstr("\nrequest/Pop/handled:1\n"),
                          HasSubstr("\naction/pushed/bytes:10\n"),
                          HasSubstr("\nchannel/a/records:1\n"),
                          HasSubstr("\nrequest/GetSize/handled:1\n"), EndsWith("\n\n")));
}

TEST_P(AdminOfANode, ChannelsHaveARowForEachQueue)
{
    connection.push("abc", std::string(92, 'x'));
    connection.push("other", "y");
    auto second = node.connect();
    auto consumer = second.consume("abc");
    consumer.wait_accepted();
    while (consumer.next() == std::nullopt) { }
    ASSERT_TRUE(support::eventually([&] {
        return rows("channels ab") == std::vector<std::string>{"@abc\t0\t0\t0\t0\t1000\t0\t1"};
    })) << "the node forgets what it has sent";
    connection.push("abc", std::string(92, 'x'));
    EXPECT_THAT(rows("channels"), SizeIs(2));
    EXPECT_THAT(rows("channels ab"),
                testing::ElementsAre(MatchesRegex("@abc\t[01]\t(0|100)\t0\t0\t1000\t(0|10)\t1")));
    EXPECT_THAT(rows("channels o"), testing::ElementsAre("other\t1\t9\t0\t0\t1000\t0\t0"));
    EXPECT_THAT(rows("channels none"), SizeIs(0));
}

TEST_P(AdminOfANode, PluginsAreListedWithTheirRequests)
{
    const auto all = run("plugins");
    EXPECT_THAT(all, HasSubstr("\nlegacy\t1\t-\tPush\tpush\t0.1.0\t1\t"));
    EXPECT_THAT(all, HasSubstr("\nneo\t"));
    EXPECT_THAT(all, HasSubstr("\nstorage\t-\t-\tring\tring\t0.1.0\t1\t"));
    // behind it how often it kept a loop busy, which a slow machine may make more than 0
    EXPECT_THAT(run("plugin-faults"), HasSubstr("\npush\t0\t"));
}

TEST_P(AdminOfANode, AConnectionIsDroppedByItsNumberOrAddress)
{
    connection.push("a", "x");
    client::Options by_tcp;
    by_tcp.local_sockets = false;
    client::LegacyConnection other({"127.0.0.1", node.node().legacy_port()}, by_tcp);
    other.push("a", "x");
    ASSERT_THAT(rows("connections"), SizeIs(2));
    const auto row = rows("connections")[0];
    EXPECT_THAT(row, MatchesRegex("[0-9]+\tlegacy\tlocal:[0-9]+\t-\t0\t.+"));
    EXPECT_EQ(run("drop-connection " + row.substr(0, row.find('\t'))), "Connection dropped.\n");
    EXPECT_THROW(connection.push("a", "x"), client::Error);
    EXPECT_EQ(other.push("a", "x"), client::Status::ok);
    const auto last = rows("connections").at(0);
    EXPECT_THAT(last, MatchesRegex("[0-9]+\tlegacy\t127\\.0\\.0\\.1:[0-9]+\t-\t0\t.+"));
    const auto peer = last.find("127");
    EXPECT_EQ(run("drop-connection " + last.substr(peer, last.find('\t', peer) - peer)),
              "Connection dropped.\n");
    EXPECT_THROW(other.push("a", "x"), client::Error);
    EXPECT_EQ(run("drop-connection 12345"), "Error: no connection 12345\n");
    EXPECT_THAT(run("drop-connection"),
                StartsWith("Error: expected a number, ADDRESS:PORT or local:PID"));
}

TEST_P(AdminOfANode, LocalConnectionsOfAProcessAreToldApartByTheirNumbers)
{
    const std::string process = "local:" + std::to_string(::getpid());
    connection.push("a", "x");
    auto other = node.connect();
    other.push("a", "x");
    EXPECT_EQ(run("drop-connection " + process),
              "Error: there are 2 connections " + process + ", expected a number\n");
    other.close();
    ASSERT_TRUE(support::eventually([&] { return rows("connections").size() == 1; }));
    EXPECT_EQ(run("drop-connection " + process), "Connection dropped.\n");
    EXPECT_THROW(connection.push("a", "x"), client::Error);
}

TEST_P(AdminOfANode, LevelsAreListedAndSet)
{
    log::LoggerSettings root;
    root.file = node.directory() / "log";
    root.level = log::Level::info;
    log::configure({root});
    EXPECT_THAT(rows("log-level"), testing::ElementsAre("Root\tinfo"));
    EXPECT_EQ(run("log-level channels trace"), "Level set.\n");
    EXPECT_TRUE(log::enabled(log::Level::trace, "channels"));
    EXPECT_EQ(run("log-level root off"), "Level set.\n");
    EXPECT_FALSE(log::enabled(log::Level::fatal, "other"));
    EXPECT_THAT(rows("log-level"), testing::ElementsAre("Root\tnone", "channels\ttrace"));
    EXPECT_EQ(run("log-level channels loud"),
              "Error: expected a logger and a level: trace, info, warn, error, fatal or none\n");
}

TEST_P(AdminOfANode, AChannelIsRemoved)
{
    connection.push("a", "x");
    EXPECT_EQ(run("remove-channel a"), "Channel removed.\n");
    EXPECT_THAT(rows("channels"), SizeIs(0));
    EXPECT_EQ(run("remove-channel a"), "Error: no channel a\n");
    EXPECT_EQ(run("remove-channel"), "Error: expected a channel, as 'channels' lists\n");
    EXPECT_EQ(connection.push("a", "x"), client::Status::ok);
}

TEST_P(AdminOfANode, FlushAnswersWhenItIsDone) { EXPECT_EQ(run("flush"), "Flushed.\n"); }

} // namespace
} // namespace dmq::test
