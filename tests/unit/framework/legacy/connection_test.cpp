// SPDX-License-Identifier: BSL-1.0
// A legacy connection from the outside: requests one after the other, and how it ends.
#include "fixtures/node_fixture.hpp"

#include <gmock/gmock.h>

#include <string>

namespace dmq {
namespace {

using support::arr;
using support::Client;
using support::cmd;
using support::eventually;
using support::TestCommand;
using support::u64;

class ConnectionTest : public support::NodeTest {
protected:
    ConnectionTest() { start(); }
};

TEST_F(ConnectionTest, AnswersRequestsOneAfterTheOther)
{
    const Client client = connect();
    for (const char* text : {"one", "", "three"}) {
        ASSERT_TRUE(client.send(echo(text)));
        EXPECT_EQ(client.receive(arr(text).size()), arr(text));
    }
}

TEST_F(ConnectionTest, AnswersPipelinedRequestsInOrder)
{
    const Client client = connect();
    std::string requests;
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        requests += echo(std::to_string(i));
        expected += arr(std::to_string(i));
    }
    ASSERT_TRUE(client.send(requests));
    EXPECT_EQ(client.receive(expected.size()), expected);
}

TEST_F(ConnectionTest, AnswersWhatCameBeforeTheClientClosedItsDirection)
{
    const Client client = connect();
    ASSERT_TRUE(client.send(echo("a") + flood(1'000'000) + echo("b")));
    client.end_output();
    EXPECT_EQ(client.receive_rest(), arr("a") + std::string(1'000'000, 'f') + arr("b"));
}

TEST_F(ConnectionTest, AnUnknownCommandEndsTheConnectionBehindPendingAnswers)
{
    const Client client = connect();
    ASSERT_TRUE(client.send(echo("a") + flood(3'000'000) + cmd(99)));
    const std::string answer = client.receive_rest();
    EXPECT_EQ(answer.size(), 9U + 3'000'000U);
    EXPECT_EQ(answer.substr(0, 9), arr("a"));
    EXPECT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
}

TEST_F(ConnectionTest, AnUnknownCommandHasNoAnswer)
{
    for (const std::int32_t code : {0, -1, 99, 0x7fffffff}) {
        const Client client = connect();
        ASSERT_TRUE(client.send(cmd(code)));
        EXPECT_EQ(client.receive_rest(), "") << code;
    }
}

TEST_F(ConnectionTest, AFailingRequestEndsItsConnectionOnly)
{
    const Client other = connect();
    const Client client = connect();
    ASSERT_TRUE(client.send(command(TestCommand::fail)));
    EXPECT_EQ(client.receive_rest(), "!") << "what it had written is sent";
    EXPECT_TRUE(alive(other));
}

TEST_F(ConnectionTest, ABrokenProtocolEndsItsConnectionOnly)
{
    const Client other = connect();
    const Client client = connect();
    ASSERT_TRUE(client.send(command(TestCommand::echo) + u64(legacy::max_array + 1)));
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_TRUE(alive(other));
}

TEST_F(ConnectionTest, AClientMayLeaveInTheMiddleOfARequest)
{
    {
        const Client client = connect();
        ASSERT_TRUE(client.send(echo("never whole").substr(0, 15)));
        ASSERT_TRUE(eventually([&] { return node_->open_connections() == 1; }));
    }
    EXPECT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
}

TEST_F(ConnectionTest, AYieldingRequestLetsOthersRun)
{
    const Client busy = connect();
    ASSERT_TRUE(alive(busy));
    ASSERT_TRUE(busy.send(command(TestCommand::turns) + u64(~0ULL)));
    const Client client = connect();
    EXPECT_TRUE(alive(client));
}

TEST_F(ConnectionTest, AYieldingRequestGoesOn)
{
    const Client client = connect();
    ASSERT_TRUE(client.send(command(TestCommand::turns) + u64(1000) + echo("next")));
    EXPECT_EQ(client.receive(13), "T" + arr("next"));
}

TEST_F(ConnectionTest, AYieldingRequestNoticesThatItsClientHasLeft)
{
    {
        const Client client = connect();
        ASSERT_TRUE(client.send(echo("a") + command(TestCommand::turns) + u64(~0ULL)));
        ASSERT_EQ(client.receive(9), arr("a"));
    }
    EXPECT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
}

TEST_F(ConnectionTest, RequestsMayBeLargeAndAligned)
{
    const Client client = connect();
    ASSERT_TRUE(client.send(command(TestCommand::huge) + command(TestCommand::huge)));
    EXPECT_EQ(client.receive(2), "hh");
}

TEST_F(ConnectionTest, LongItemsPassBothWays)
{
    const std::string longest(legacy::max_array, 'x');
    const Client client = connect();
    std::thread sender([&] { client.send(echo(longest) + echo("next")); });
    EXPECT_TRUE(client.receive(8 + longest.size()) == arr(longest));
    EXPECT_EQ(client.receive(12), arr("next"));
    sender.join();
}

TEST_F(ConnectionTest, AWaitingRequestIsToldOfNews)
{
    const Client client = consumer();
    for (const char* text : {"first", "second"}) {
        channels_.find("ch")->push(bytes_of(text));
        EXPECT_EQ(client.receive(arr(text).size()), arr(text));
    }
    EXPECT_TRUE(eventually([&] { return channels_.counters().popped_records == 2; }));
    channels_.remove("ch");
    EXPECT_EQ(client.receive(1), "E");
    EXPECT_TRUE(alive(client));
}

TEST_F(ConnectionTest, AWaitingRequestEndsWhenItsClientLeaves)
{
    {
        const Client client = consumer();
        EXPECT_EQ(consumers(), 1U);
    }
    EXPECT_TRUE(eventually([&] { return consumers() == 0; }));
    EXPECT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
}

TEST_F(ConnectionTest, InputDuringAWaitIsTheNextRequest)
{
    const Client client = consumer();
    ASSERT_TRUE(client.send(echo("later")));
    channels_.find("ch")->push(bytes_of("news"));
    EXPECT_EQ(client.receive(12), arr("news"));
    channels_.remove("ch");
    EXPECT_EQ(client.receive(14), "E" + arr("later"));
}

TEST_F(ConnectionTest, RecordsThatDidNotGetThroughGoToAnotherConsumer)
{
    Client stuck;
    stuck.limit_receive_buffer(1);
    stuck.connect(node_->port());
    ASSERT_TRUE(stuck.send(news("ch")));
    ASSERT_EQ(stuck.receive(1), "S");
    const std::string record(20'000'000, 'r');
    channels_.find("ch")->push(bytes_of(record));
    ASSERT_NE(stuck.receive(1), "");
    const Client other = consumer();
    stuck.close();
    EXPECT_TRUE(other.receive(8 + record.size()) == arr(record));
}

TEST_F(ConnectionTest, NoRecordIsSentToAClientThatHasLeft)
{
    for (unsigned round = 1; round <= 50; ++round) {
        Client client = consumer();
        client.close();
        channels_.find("ch")->push(bytes_of("kept"));
        ASSERT_TRUE(eventually([&] { return consumers() == 0; }));
        ASSERT_EQ(channels_.counters().popped_records, 0U) << "in round " << round;
        channels_.remove("ch");
    }
}

TEST_F(ConnectionTest, CountsBytes)
{
    const Client client = connect();
    ASSERT_TRUE(alive(client));
    EXPECT_EQ(node_->traffic().received, 4U + 13U);
    EXPECT_TRUE(eventually([&] { return node_->traffic().sent == 13; }));
}

} // namespace
} // namespace dmq
