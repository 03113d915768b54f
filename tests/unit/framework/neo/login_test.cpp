// SPDX-License-Identifier: BSL-1.0
// How a neo connection begins, from the outside: neo-protocol §3, §12 D1, D16.
#include "neo/neo_fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::neo::test {
namespace {

using support::Client;
using support::eventually;

using LoginTest = NeoTest;

TEST_F(LoginTest, AcceptsAClientWithItsKey)
{
    start();
    const Client client = logged_in();
    EXPECT_TRUE(alive(client));
}

TEST_F(LoginTest, RejectsAWrongKeyAndCloses)
{
    start();
    const Client client = connect();
    send_login(client, "test", Key{});
    EXPECT_EQ(client.receive_rest(), rejected);
}

TEST_F(LoginTest, RejectsAnUnknownNameAndCloses)
{
    start();
    for (const char* name : {"nobody", "", "te st"}) {
        const Client client = connect();
        send_login(client, name);
        EXPECT_EQ(client.receive_rest(), rejected) << name;
    }
}

TEST_F(LoginTest, RejectsAClockThatIsWrong)
{
    start();
    const Client client = connect();
    const std::uint64_t timestamp = unix_now() - max_clock_difference - 600;
    client.send(hello(timestamp));
    client.send(credentials(receive_nonce(client), timestamp));
    EXPECT_EQ(client.receive_rest(), rejected);
}

TEST_F(LoginTest, NobodyIsKnownUnlessTheNodeSaysSo)
{
    options_.neo = Settings();
    options_.neo.login_timeout = options_.neo.login_idle_timeout = std::chrono::minutes(10);
    start();
    const Client client = connect();
    send_login(client);
    EXPECT_EQ(client.receive_rest(), rejected);
}

TEST_F(LoginTest, ALookupThatFailsClosesTheConnectionOnly)
{
    options_.neo.key_of = [](std::string_view name, Key& key) {
        if (name != "test")
            throw std::runtime_error("broken on purpose");
        key = key_of_test();
        return true;
    };
    start();
    const Client client = connect();
    send_login(client, "bad");
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_TRUE(alive(logged_in()));
}

TEST_F(LoginTest, AnswersAnotherVersionWithItsOwnAndCloses)
{
    start();
    for (const char version : {'\0', '\2', '\xff'}) {
        const Client client = connect();
        ASSERT_TRUE(client.send(std::string(1, version)));
        EXPECT_EQ(client.receive_rest(), version_bytes);
    }
}

TEST_F(LoginTest, TakesNoRequestBeforeTheLogin)
{
    start();
    const Client early = connect();
    ASSERT_TRUE(early.send(version_bytes + request(1, TestCode::echo, "early")));
    EXPECT_EQ(early.receive(1), version_bytes);
    EXPECT_EQ(early.receive_rest(), "");

    const Client later = connect();
    ASSERT_TRUE(later.send(hello()));
    ASSERT_NE(receive_nonce(later), Nonce{});
    ASSERT_TRUE(later.send(request(1, TestCode::echo, "early")));
    EXPECT_EQ(later.receive_rest(), "");
}

TEST_F(LoginTest, AnnouncedBytesOfARequestAreNotWaitedFor)
{
    start();
    const Client client = connect();
    ASSERT_TRUE(client.send(version_bytes));
    ASSERT_EQ(client.receive(1), version_bytes);
    ASSERT_TRUE(client.send(
        std::string(text_of(MessageHeader::of(MessageType::request, 1ULL << 62).encode()))));
    EXPECT_EQ(client.receive_rest(), "");
}

TEST_F(LoginTest, MalformedMessagesHaveNoResult)
{
    start();
    const auto authentication = [](std::string_view body) {
        return bytes_from([&](IByteWriter& out) {
            write_message(out, MessageType::authentication, {bytes_of(body)});
        });
    };
    const Client time = connect();
    ASSERT_TRUE(time.send(version_bytes + authentication("1234567")));
    EXPECT_EQ(time.receive_rest(), version_bytes);

    const Client code = connect();
    ASSERT_TRUE(code.send(hello()));
    receive_nonce(code);
    ASSERT_TRUE(code.send(authentication(support::arr("test") + std::string(63, 'c'))));
    EXPECT_EQ(code.receive_rest(), "");
}

TEST_F(LoginTest, ClosesAConnectionThatDoesNotLogInInTime)
{
    options_.neo.login_timeout = std::chrono::milliseconds(5);
    start();
    const Client silent = connect();
    EXPECT_EQ(silent.receive_rest(), "");
    const Client slow = connect();
    ASSERT_TRUE(slow.send(hello().substr(0, 5)));
    const std::string answer = slow.receive_rest();
    EXPECT_TRUE(answer.empty() || answer == version_bytes);
    EXPECT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
}

TEST_F(LoginTest, TheTimeOutIsOverWithTheLogin)
{
    options_.neo.login_timeout = std::chrono::milliseconds(20);
    start();
    std::unique_ptr<Client> client;
    ASSERT_TRUE(eventually([&] {
        client = std::make_unique<Client>(connect());
        send_login(*client);
        return client->receive(accepted.size()) == accepted;
    }));
    ASSERT_EQ(connect().receive_rest(), "") << "a later connection's time is up";
    EXPECT_TRUE(alive(*client));
}

TEST_F(LoginTest, TheNodeMayStopBeforeTheLogin)
{
    start();
    const Client silent = connect();
    const Client half = connect();
    ASSERT_TRUE(half.send(hello()));
    ASSERT_NE(receive_nonce(half), Nonce{});
    stop();
    EXPECT_EQ(silent.receive_rest(), "");
    EXPECT_EQ(half.receive_rest(), "");
}

TEST_F(LoginTest, ServesRequestsDirectlyBehindTheLogin)
{
    start();
    const Client client = connect();
    send_login(client, "test", key_of_test(),
               request(1, TestCode::late, "a") + request(2, TestCode::echo, "b") + message(1, "c"));
    ASSERT_EQ(client.receive(accepted.size()), accepted);
    EXPECT_EQ(receive(client), Message(1, supported));
    EXPECT_EQ(receive(client), Message(2, supported));
    EXPECT_EQ(receive(client), Message(2, "b"));
    EXPECT_EQ(receive(client), Message(1, "ac"));
}

class CutTest : public NeoTest {
protected:
    /// Each client's bytes in two pieces, cut at another place for each, the second when the node
    /// has read the first. All clients at once: a kernel may hold a second piece back for a while.
    void send_cut(const std::vector<std::string>& bytes)
    {
        std::uint64_t expected = node_->traffic().received;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            ASSERT_TRUE(clients_[i].send(bytes[i].substr(0, i % bytes[i].size())));
            expected += i % bytes[i].size();
        }
        ASSERT_TRUE(eventually([&] { return node_->traffic().received == expected; }));
        for (std::size_t i = 0; i < bytes.size(); ++i)
            ASSERT_TRUE(clients_[i].send(bytes[i].substr(i % bytes[i].size())));
    }

    std::vector<Client> clients_;
};

TEST_F(CutTest, LoginAndRequestMayArriveInAnyTwoPieces)
{
    start();
    const std::uint64_t timestamp = unix_now();
    const std::string message = request(1, TestCode::echo, "text");
    const std::size_t count = credentials(Nonce{}, timestamp).size() + message.size();
    for (std::size_t i = 0; i < count; ++i)
        clients_.push_back(connect());
    ASSERT_NO_FATAL_FAILURE(send_cut(std::vector(count, hello(timestamp))));
    std::vector<std::string> rest;
    for (const Client& client : clients_)
        rest.push_back(credentials(receive_nonce(client), timestamp) + message);
    ASSERT_NO_FATAL_FAILURE(send_cut(rest));
    for (std::size_t i = 0; i < count; ++i) {
        SCOPED_TRACE("cut behind " + std::to_string(i) + " bytes");
        ASSERT_EQ(clients_[i].receive(accepted.size()), accepted);
        ASSERT_EQ(receive(clients_[i]), Message(1, supported));
        ASSERT_EQ(receive(clients_[i]), Message(1, "text"));
    }
}

} // namespace
} // namespace dmq::neo::test
