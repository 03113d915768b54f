// SPDX-License-Identifier: BSL-1.0
// What Collectd is sent, and that a Collectd that does not answer holds up nothing.
#include "log_capture.hpp"
#include "stats/collectd_client.hpp"
#include "stats/collectd_commands.hpp"
#include "stats/stats_report.hpp"
#include "temp_dir.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

namespace dmq::node_app {
namespace {

using boost::asio::local::stream_protocol;
using testing::ElementsAre;
using testing::HasSubstr;

CollectdIdentity identity(const std::string& instance = "")
{
    return {"host", "dmqnode", instance, "dmqnode_stats"};
}

TEST(CollectdCommands, AreOneForEachObjectAndOneForTheNode)
{
    CollectdCommands commands(identity(), 30, 1234);
    commands.begin({});
    commands.add("cpu", 1.5);
    commands.begin({"channel", "a", "channel"});
    commands.add("bytes", std::uint64_t{5});
    commands.add("records", std::uint64_t{2});
    commands.begin({"channel", "sub@a", "storage"});
    commands.add("bytes_memory", std::uint64_t{7});
    commands.begin({});
    commands.add("logged", std::uint64_t{9});
    EXPECT_EQ(commands.take(),
              "PUTVAL host/dmqnode/channel-a interval=\"30\" 1234:5:2\n"
              "PUTVAL host/dmqnode/storage-sub@a interval=\"30\" 1234:7\n"
              "PUTVAL host/dmqnode/dmqnode_stats interval=\"30\" 1234:1.50:9\n");
    EXPECT_EQ(commands.count(), 3U);
}

TEST(CollectdCommands, NameTheInstance)
{
    CollectdCommands commands(identity("1"), 5, 6);
    commands.begin({});
    commands.add("x", std::uint64_t{1});
    EXPECT_EQ(commands.take(), "PUTVAL host/dmqnode-1/dmqnode_stats interval=\"5\" 6:1\n");
}

TEST(CollectdCommands, OfOneTypeHaveTheSameNumberOfValues)
{
    NodeSnapshot snapshot;
    const QueueUsage usage;
    snapshot.channels = {{"a", {{"a", usage, 0}}}, {"b", {{"@b", usage, 0}, {"s@b", usage, 0}}}};
    CollectdCommands commands(identity(), 30, 1);
    report_stats(snapshot, snapshot, StatsKeys::original, commands);
    std::map<std::string, std::ptrdiff_t> values;
    std::istringstream lines(commands.take());
    for (std::string line; std::getline(lines, line);) {
        const auto slash = line.rfind('/');
        const auto type = line.substr(slash + 1, line.find_first_of("- ", slash) - slash - 1);
        const auto [known, added] = values.emplace(type, std::ranges::count(line, ':'));
        EXPECT_EQ(known->second, std::ranges::count(line, ':')) << line;
    }
    EXPECT_THAT(values,
                ElementsAre(std::pair("action", 2), std::pair("channel", 2),
                            std::pair("dmqnode_stats", 22), std::pair("neo_request", 9),
                            std::pair("neo_request_counted", 2), std::pair("request", 9),
                            std::pair("storage", 5)));
}

/// A Collectd that answers when it is told to.
class CollectdClientTest : public testing::Test {
protected:
    void listen() { acceptor_.emplace(loop_, stream_protocol::endpoint(path_)); }
    void accept()
    {
        acceptor_->async_accept(peer_, [this](const auto& error) { accepted_ = !error; });
        run_until([this] { return accepted_; });
    }
    std::string receive(std::size_t size)
    {
        std::string text;
        run_until([&] {
            std::array<char, 65536> piece;
            boost::system::error_code error;
            peer_.non_blocking(true);
            const auto got = peer_.read_some(boost::asio::buffer(piece), error);
            text.append(piece.data(), got);
            return text.size() >= size || error == boost::asio::error::eof;
        });
        return text;
    }
    void answer(const std::string& text) { peer_.send(boost::asio::buffer(text)); }
    template <class Condition> void run_until(Condition condition)
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!condition()) {
            ASSERT_LT(std::chrono::steady_clock::now(), give_up);
            loop_.restart();
            loop_.run_for(std::chrono::milliseconds(1));
        }
    }
    void run_until_idle(const CollectdClient& client)
    {
        run_until([&] { return client.idle(); });
    }

    TempDir dir_;
    LogCapture log_{dir_ / "log"};
    std::string path_ = dir_ / "collectd.socket";
    boost::asio::io_context loop_{1};
    std::optional<stream_protocol::acceptor> acceptor_;
    stream_protocol::socket peer_{loop_};
    bool accepted_ = false;
};

TEST_F(CollectdClientTest, SendsOverOneConnectionAndReadsTheAnswers)
{
    listen();
    CollectdClient client(loop_, path_);
    client.send("one\ntwo\n", 2);
    accept();
    EXPECT_EQ(receive(8), "one\ntwo\n");
    EXPECT_FALSE(client.idle());
    answer("0 Success: 1 value has been dispatched.\n0 Succ");
    answer("ess: 1 value has been dispatched.\n");
    run_until_idle(client);
    client.send("three\n", 1);
    EXPECT_EQ(receive(6), "three\n");
    answer("0 ok\n");
    run_until_idle(client);
    EXPECT_EQ(log_.text(), "");
}

TEST_F(CollectdClientTest, ARefusedValueIsAWarning)
{
    listen();
    CollectdClient client(loop_, path_);
    client.send("one\n", 1);
    accept();
    receive(4);
    answer("-1 Type `x' isn't defined.\n");
    run_until_idle(client);
    EXPECT_THAT(log_.text(), HasSubstr("Type `x' isn't defined."));
}

TEST_F(CollectdClientTest, WithoutCollectdThereIsAWarningAndTheNextReportTriesAgain)
{
    CollectdClient client(loop_, path_);
    client.send("one\n", 1);
    run_until_idle(client);
    EXPECT_THAT(log_.text(), HasSubstr(path_ + ": cannot connect: No such file or directory"));
    listen();
    client.send("two\n", 1);
    accept();
    EXPECT_EQ(receive(4), "two\n");
}

TEST_F(CollectdClientTest, WhatIsNotAnsweredInTimeHoldsUpNothing)
{
    listen();
    CollectdClient client(loop_, path_);
    const std::string much(20'000'000, 'x');
    client.send(much, 1);
    accept();
    client.send("dropped\n", 1);
    EXPECT_THAT(log_.text(), HasSubstr("1 values are not answered yet: new ones are dropped"));
    EXPECT_EQ(receive(much.size()), much);
    answer("0 ok\n");
    run_until_idle(client);
    client.send("again\n", 1);
    EXPECT_EQ(receive(6), "again\n");
}

TEST_F(CollectdClientTest, ALostConnectionIsMadeAnew)
{
    listen();
    CollectdClient client(loop_, path_);
    client.send("one\n", 1);
    accept();
    receive(4);
    peer_.close();
    run_until_idle(client);
    EXPECT_THAT(log_.text(), HasSubstr("cannot read: End of file"));
    accepted_ = false;
    client.send("two\n", 1);
    accept();
    EXPECT_EQ(receive(4), "two\n");
}

TEST_F(CollectdClientTest, MayGoWhileItWaits)
{
    listen();
    {
        CollectdClient client(loop_, path_);
        client.send("one\n", 1);
        accept();
    }
    EXPECT_EQ(receive(5), "one\n");
    EXPECT_EQ(log_.text(), "");
}

} // namespace
} // namespace dmq::node_app
