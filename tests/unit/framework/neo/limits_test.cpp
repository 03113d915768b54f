// SPDX-License-Identifier: BSL-1.0
// Limits of neo connections, and that each is counted: neo-protocol §5.3, §12 D1, D16.
#include "neo/neo_fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace dmq::neo::test {
namespace {

using support::Client;
using support::eventually;

class LimitsTest : public NeoTest {
protected:
    const Counters& counters() const { return *options_.neo.counters; }
};

TEST_F(LimitsTest, AConnectionThatSendsNothingIsClosed)
{
    options_.neo.login_idle_timeout = std::chrono::milliseconds(5);
    start();
    const Client silent = connect();
    EXPECT_EQ(silent.receive_rest(), "");
    EXPECT_EQ(counters().login_timeouts, 1U);
    EXPECT_TRUE(eventually([&] { return counters().logging_in == 0; }));
}

TEST_F(LimitsTest, ALoginThatStopsHalfWayIsClosed)
{
    options_.neo.login_idle_timeout = std::chrono::milliseconds(5);
    start();
    const Client half = connect();
    ASSERT_TRUE(half.send(version_bytes));
    const std::string answer = half.receive_rest();
    EXPECT_TRUE(answer.empty() || answer == version_bytes);
    EXPECT_EQ(counters().login_timeouts, 1U);
}

TEST_F(LimitsTest, TheWholeLoginIsLimitedToo)
{
    options_.neo.login_timeout = std::chrono::milliseconds(5);
    start();
    const Client silent = connect();
    EXPECT_EQ(silent.receive_rest(), "");
    EXPECT_EQ(counters().login_timeouts, 1U);
}

TEST_F(LimitsTest, OneTooManyThatLogsInIsClosedAtOnce)
{
    options_.neo.max_logins = 2;
    start();
    const Client one = connect();
    {
        const Client other = connect();
        ASSERT_TRUE(eventually([&] { return counters().logging_in == 2; }));
        EXPECT_EQ(connect().receive_rest(), "");
        EXPECT_EQ(counters().logins_refused, 1U);
    }
    ASSERT_TRUE(eventually([&] { return counters().logging_in == 1; }));
    const Client first = logged_in();
    const Client second = logged_in();
    EXPECT_TRUE(alive(first)) << "those that have logged in do not count";
    EXPECT_TRUE(alive(second));
    EXPECT_EQ(counters().logging_in, 1U);
    EXPECT_EQ(counters().logins_refused, 1U);
}

TEST_F(LimitsTest, NoneAreTooManyWithoutALimit)
{
    options_.neo.max_logins = 0;
    start();
    const Client one = connect();
    EXPECT_TRUE(alive(logged_in()));
}

TEST_F(LimitsTest, RejectedLoginsAreCounted)
{
    start();
    const Client client = connect();
    send_login(client, "nobody");
    EXPECT_EQ(client.receive_rest(), rejected);
    EXPECT_EQ(counters().logins_rejected, 1U);
    EXPECT_EQ(counters().protocol_errors, 0U);
}

TEST_F(LimitsTest, MessagesThatAreTooLongAreCounted)
{
    options_.neo.max_body = 1000;
    start();
    const Client client = logged_in();
    ASSERT_TRUE(client.send(text_of(MessageHeader::of(MessageType::request, 1001).encode())));
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_EQ(counters().messages_too_long, 1U);
    EXPECT_EQ(counters().protocol_errors, 1U);
}

TEST_F(LimitsTest, AMessageTooLongForALoginIsRefusedBeforeItArrives)
{
    start();
    const Client client = connect();
    ASSERT_TRUE(client.send(
        version_bytes +
        std::string(
            text_of(MessageHeader::of(MessageType::request, std::uint64_t{1} << 62).encode()))));
    EXPECT_EQ(client.receive_rest(), version_bytes);
    EXPECT_EQ(counters().protocol_errors, 1U);
}

TEST_F(LimitsTest, RequestsThatAreTooManyAreCounted)
{
    options_.neo.max_requests = 1;
    start();
    const Client client = logged_in();
    ASSERT_TRUE(start_request(client, 1, TestCode::late));
    ASSERT_TRUE(client.send(request(2, TestCode::late)));
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_EQ(counters().too_many_requests, 1U);
    EXPECT_EQ(counters().protocol_errors, 1U);
}

TEST_F(LimitsTest, ProtocolErrorsOfRequestsAreCounted)
{
    start();
    const Client client = logged_in();
    ASSERT_TRUE(start_request(client, 1, TestCode::fail, "pm"));
    ASSERT_TRUE(client.send(message(1, "!")));
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_EQ(counters().protocol_errors, 1U);
}

} // namespace
} // namespace dmq::neo::test
