// SPDX-License-Identifier: BSL-1.0
// Many requests on one neo connection, from the outside: neo-protocol §5, §12 D2, D4.
#include "neo/neo_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace dmq::neo::test {
namespace {

using support::Client;
using support::eventually;
using support::u64;

class RequestsTest : public NeoTest {
protected:
    /// Three requests that wait, told so.
    static void start_three(const Client& client)
    {
        for (std::uint64_t id = 1; id <= 3; ++id)
            ASSERT_TRUE(start_request(client, id, TestCode::late));
        ASSERT_EQ(living, 6) << "an object and a frame each";
    }
    /// The connection has been closed without a word, and its requests with it.
    void expect_closed(const Client& client) const
    {
        EXPECT_EQ(client.receive_rest(), "");
        EXPECT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
        EXPECT_EQ(living, 0);
    }
};

TEST_F(RequestsTest, TellsWhatItDoesNotSupport)
{
    start();
    const Client client = logged_in();
    ASSERT_TRUE(client.send(message(1, start_of(99, test_version, "ignored")) +
                            message(2, start_of(100, test_version - 1, "ignored")) +
                            message(3, start_of(100, test_version + 1, ""))));
    EXPECT_EQ(receive(client), Message(1, not_supported));
    EXPECT_EQ(receive(client), Message(2, version_not_supported));
    EXPECT_EQ(receive(client), Message(3, version_not_supported));
    EXPECT_TRUE(alive(client));
}

TEST_F(RequestsTest, ServesAnyId)
{
    start();
    const Client client = logged_in();
    for (const std::uint64_t id : {std::uint64_t{0}, ~std::uint64_t{0}}) {
        ASSERT_TRUE(start_request(client, id, TestCode::echo, "text"));
        EXPECT_EQ(receive(client), Message(id, "text"));
    }
}

TEST_F(RequestsTest, AnswersOutOfOrder)
{
    start();
    const Client client = logged_in();
    constexpr std::uint64_t count = 200;
    for (std::uint64_t id = 1; id <= count; ++id)
        ASSERT_TRUE(start_request(client, id, TestCode::late, std::to_string(id)));
    EXPECT_EQ(living, 2 * static_cast<int>(count));
    for (std::uint64_t id = count; id >= 1; --id) {
        ASSERT_TRUE(client.send(message(id, "!")));
        ASSERT_EQ(receive(client), Message(id, std::to_string(id) + '!'));
    }
    EXPECT_TRUE(eventually([] { return living == 0; }));
}

TEST_F(RequestsTest, TheIdOfAnEndedRequestMayBeUsedAgain)
{
    start();
    const Client client = logged_in();
    for (const char* text : {"a", "b", "c"}) {
        ASSERT_TRUE(start_request(client, 1, TestCode::late, text));
        ASSERT_TRUE(client.send(message(1, "!")));
        EXPECT_EQ(receive(client), Message(1, std::string(text) + '!'));
    }
}

TEST_F(RequestsTest, TheIdOfARunningRequestReachesIt)
{
    start();
    const Client client = logged_in();
    ASSERT_TRUE(start_request(client, 1, TestCode::late));
    ASSERT_TRUE(client.send(request(1, TestCode::echo, "x")));
    EXPECT_EQ(receive(client), Message(1, start_of(100, test_version, "x")));
    ASSERT_TRUE(start_request(client, 1, TestCode::late, "empty:"));
    ASSERT_TRUE(client.send(message(1, "")));
    EXPECT_EQ(receive(client), Message(1, "empty:"));
}

TEST_F(RequestsTest, MuchOutputReachesASlowReader)
{
    start();
    const Client client = logged_in();
    const std::string text(100'000, 't');
    std::thread sending([&] {
        for (std::uint64_t id = 1; id <= 100; ++id)
            client.send(request(id, TestCode::echo, text));
    });
    for (std::uint64_t id = 1; id <= 100; ++id) {
        EXPECT_EQ(receive(client), Message(id, supported));
        EXPECT_TRUE(receive(client) == Message(id, text));
    }
    sending.join();
}

TEST_F(RequestsTest, IgnoresALateControlMessage)
{
    start();
    const Client client = logged_in();
    ASSERT_TRUE(client.send(message(1, "\x02")));
    EXPECT_TRUE(alive(client));
}

TEST_F(RequestsTest, MessagesThatAreNoneCloseTheConnection)
{
    options_.neo.max_body = 1000;
    start();
    const auto header = [](MessageType type, std::uint64_t size) {
        return std::string(text_of(MessageHeader::of(type, size).encode()));
    };
    std::string bad_parity = request(4, TestCode::echo);
    bad_parity[9] ^= 1;
    for (const std::string& bytes :
         {message(4, ""), header(MessageType::request, 7), header(MessageType::request, 1001),
          bad_parity.substr(0, 10), header(MessageType::authentication, 8)}) {
        const Client client = logged_in();
        ASSERT_NO_FATAL_FAILURE(start_three(client));
        ASSERT_TRUE(client.send(bytes));
        expect_closed(client);
    }
}

TEST_F(RequestsTest, TheLongestBodyIsServed)
{
    options_.neo.max_body = 1000;
    start();
    const Client client = logged_in();
    const std::string text(1000 - request_id_size - 2, 't');
    ASSERT_TRUE(start_request(client, 1, TestCode::echo, text));
    EXPECT_EQ(receive(client), Message(1, text));
}

TEST_F(RequestsTest, TooManyRequestsCloseTheConnection)
{
    options_.neo.max_requests = 3;
    start();
    const Client client = logged_in();
    ASSERT_NO_FATAL_FAILURE(start_three(client));
    ASSERT_TRUE(client.send(message(3, "!")));
    ASSERT_EQ(receive(client), Message(3, "!"));
    ASSERT_TRUE(start_request(client, 3, TestCode::late)) << "ended ones do not count";
    ASSERT_TRUE(client.send(message(4, start_of(1, 1, ""))));
    ASSERT_EQ(receive(client), Message(4, not_supported)) << "nor those that never run";
    ASSERT_TRUE(client.send(request(4, TestCode::echo)));
    expect_closed(client);
}

TEST_F(RequestsTest, MessagesThatARequestDoesNotReadAreLimited)
{
    start();
    const Client client = logged_in();
    ASSERT_TRUE(start_request(client, 1, TestCode::deaf));
    for (int i = 0; i < 64; ++i)
        ASSERT_TRUE(client.send(message(1, "\x02")));
    ASSERT_TRUE(alive(client));
    ASSERT_TRUE(client.send(message(1, "\x02")));
    expect_closed(client);
}

TEST_F(RequestsTest, ARequestThatFailsEndsItsConnection)
{
    start();
    for (const std::string how : {"rn", "rm", "rb", "pn", "pm", "pb"}) {
        SCOPED_TRACE(how);
        const Client client = logged_in();
        ASSERT_NO_FATAL_FAILURE(start_three(client));
        ASSERT_TRUE(start_request(client, 4, TestCode::fail, how));
        if (how[1] == 'm') {
            ASSERT_TRUE(client.send(message(4, "!")));
        } else if (how[1] == 'b') {
            std::thread([] { bell.ring(); }).join();
        }
        expect_closed(client);
        bell.reset();
    }
}

TEST_F(RequestsTest, ARequestThatFailsHurtsNoOtherConnection)
{
    start();
    const Client other = logged_in();
    ASSERT_TRUE(start_request(other, 1, TestCode::late, "a"));
    const Client client = logged_in();
    ASSERT_TRUE(client.send(request(1, TestCode::fail, "rn") + request(2, TestCode::echo, "b")));
    EXPECT_EQ(receive(client), Message(1, supported));
    EXPECT_EQ(receive(client), closed) << "what follows is not served";
    ASSERT_TRUE(other.send(message(1, "!")));
    EXPECT_EQ(receive(other), Message(1, "a!"));
}

TEST_F(RequestsTest, TheLastMessageOfAWokenRequestIsSentAtOnce)
{
    start();
    const Client client = logged_in();
    ASSERT_TRUE(start_request(client, 1, TestCode::deaf));
    ASSERT_TRUE(start_request(client, 2, TestCode::deaf));
    std::thread([] { bell.ring(); }).join();
    EXPECT_THAT((std::vector{receive(client), receive(client)}),
                testing::UnorderedElementsAre(Message(1, "woken"), Message(2, "woken")));
    EXPECT_TRUE(eventually([] { return living == 0; }));
}

TEST_F(RequestsTest, AWakerThatOutlivesItsRequestWakesNoOther)
{
    start();
    const Client client = logged_in();
    ASSERT_TRUE(start_request(client, 1, TestCode::deaf));
    bell.ring();
    ASSERT_EQ(receive(client), Message(1, "woken"));
    ASSERT_TRUE(start_request(client, 2, TestCode::nap));
    bell.ring();
    EXPECT_TRUE(alive(client));
    ASSERT_TRUE(client.send(message(2, "!")));
    EXPECT_EQ(receive(client), Message(2, "resumed"));
}

TEST_F(RequestsTest, ARequestThatGivesWayGoesOn)
{
    start();
    const Client client = logged_in();
    ASSERT_TRUE(start_request(client, 1, TestCode::turns, u64(1000)));
    EXPECT_EQ(receive(client), Message(1, "T"));
    ASSERT_TRUE(start_request(client, 2, TestCode::turns, u64(~0ULL)));
    EXPECT_TRUE(alive(client)) << "others have their turn";
}

TEST_F(RequestsTest, RequestsEndWhenTheirClientLeaves)
{
    start();
    {
        const Client client = logged_in();
        ASSERT_NO_FATAL_FAILURE(start_three(client));
        ASSERT_TRUE(start_request(client, 4, TestCode::turns, u64(~0ULL)));
        ASSERT_TRUE(start_request(client, 5, TestCode::deaf));
    }
    EXPECT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
    EXPECT_EQ(living, 0);
    EXPECT_EQ(told_gone, 3);
}

TEST_F(RequestsTest, StoppingTheNodeEndsThem)
{
    options_.threads = 2;
    start();
    const Client one = logged_in();
    const Client other = logged_in();
    ASSERT_NO_FATAL_FAILURE(start_three(one));
    ASSERT_TRUE(start_request(other, 4, TestCode::turns, u64(~0ULL)));
    ASSERT_TRUE(start_request(other, 5, TestCode::deaf));
    stop();
    EXPECT_EQ(living, 0);
    EXPECT_EQ(told_gone, 3);
    EXPECT_EQ(one.receive_rest(), "");
    EXPECT_EQ(other.receive_rest(), "");
}

TEST_F(RequestsTest, KeptRecordsGoBackWhenAnotherRequestFails)
{
    start();
    const Client client = logged_in();
    const auto channel = channels_.get_or_create("ch");
    channel->push(bytes_of("record"));
    ASSERT_TRUE(start_request(client, 1, TestCode::keep, "ch"));
    EXPECT_EQ(receive(client), Message(1, "R" + support::arr("record")));
    ASSERT_TRUE(start_request(client, 2, TestCode::fail, "rn"));
    expect_closed(client);
    EXPECT_EQ(channels_.counters().popped_records, 0U);

    const Client next = logged_in();
    ASSERT_TRUE(start_request(next, 1, TestCode::keep, "ch"));
    EXPECT_EQ(receive(next), Message(1, "R" + support::arr("record")));
    ASSERT_TRUE(next.send(message(1, "!")));
    EXPECT_TRUE(eventually([&] { return channels_.counters().popped_records == 1; }));
}

} // namespace
} // namespace dmq::neo::test
