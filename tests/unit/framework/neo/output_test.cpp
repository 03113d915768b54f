// SPDX-License-Identifier: BSL-1.0
// How the requests of a neo connection share its output: neo-protocol §5.6.
#include "neo/neo_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dmq::neo::test {
namespace {

using support::Client;
using support::eventually;
using support::u64;

constexpr std::uint64_t count = 200; // messages of a stream
constexpr std::uint64_t size = 100'000; // of each; more in all than sockets take

class OutputTest : public NeoTest {
protected:
    static std::string stream(std::uint64_t id)
    {
        return request(id, TestCode::stream, u64(count) + u64(size));
    }
    /// Starts a stream and reads so little of it that it waits for room: the loop serves others.
    /// What is sent with it waits for its turn to be read.
    void start_stuck_stream(const Client& client, const std::string& more = {}) const
    {
        ASSERT_TRUE(client.send(stream(1) + more));
        ASSERT_EQ(receive(client), Message(1, supported));
        ASSERT_TRUE(alive(logged_in()));
        ASSERT_EQ(living, 2);
    }
    /// Request ids of the next messages, up to the one that `last` accepts.
    template <class Last> static std::vector<std::uint64_t> ids(const Client& client, Last last)
    {
        std::vector<std::uint64_t> all;
        for (Message next = receive(client);; next = receive(client)) {
            all.push_back(next.first);
            if (next == closed || last(next))
                return all;
        }
    }
};

/// The longest run of equal values.
std::size_t longest_run(const std::vector<std::uint64_t>& ids)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        run = i > 0 && ids[i] == ids[i - 1] ? run + 1 : 1;
        longest = std::max(longest, run);
    }
    return longest;
}

TEST_F(OutputTest, StreamsTakeTurns)
{
    start();
    const Client client = logged_in();
    ASSERT_NO_FATAL_FAILURE(start_stuck_stream(client, stream(2)));
    ids(client, [](const Message& next) { return next.first == 2; });
    std::size_t left = count;
    const auto both = ids(client, [&](const Message& next) {
        left -= next.first == 2 ? 1 : 0;
        return left == 0;
    });
    EXPECT_GT(both.size(), count) << "the first one has sent meanwhile";
    // until the first one has sent all, neither may send more than fills the room at a time
    std::size_t shared = both.size();
    while (shared > 0 && both[shared - 1] == 2)
        --shared;
    EXPECT_LE(longest_run({both.begin(), both.begin() + static_cast<std::ptrdiff_t>(shared)}), 4U);
}

TEST_F(OutputTest, AnAnswerDoesNotWaitForStreamsToEnd)
{
    start();
    const Client client = logged_in();
    ASSERT_NO_FATAL_FAILURE(
        start_stuck_stream(client, stream(2) + request(3, TestCode::echo, "text")));
    ids(client, [](const Message& next) { return next == Message(2, supported); });
    const auto until_answered = ids(client,
                                    [](const Message& next) { return next == Message(3, "text"); });
    EXPECT_EQ(until_answered.back(), 3U);
    EXPECT_LT(until_answered.size(), count) << "both streams have more to send";
}

TEST_F(OutputTest, ARequestThatWaitsForRoomEndsWithItsConnection)
{
    start();
    {
        const Client client = logged_in();
        ASSERT_NO_FATAL_FAILURE(start_stuck_stream(client));
        ASSERT_TRUE(client.send(stream(2) + stream(3)));
    }
    EXPECT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
}

TEST_F(OutputTest, ARequestThatWaitsForRoomEndsWithTheNode)
{
    options_.shutdown_timeout = std::chrono::milliseconds(1);
    start();
    const Client client = logged_in();
    ASSERT_NO_FATAL_FAILURE(start_stuck_stream(client));
    ASSERT_TRUE(client.send(stream(2)));
    stop();
    EXPECT_EQ(living, 0);
}

TEST_F(OutputTest, AStuckConnectionHoldsUpNoOther)
{
    start();
    const Client stuck = logged_in();
    ASSERT_NO_FATAL_FAILURE(start_stuck_stream(stuck));
    const Client other = logged_in();
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(alive(other));
    EXPECT_EQ(living, 2) << "the stream waits for room";
}

/// The answers to requests that arrive together leave together.
TEST_F(OutputTest, AnswersOfABurstAreSentInOnePiece)
{
    start();
    const Client client = logged_in();
    std::string burst;
    std::size_t expected = 0;
    for (std::uint64_t id = 1; id <= 100; ++id) {
        burst += request(id, TestCode::echo, "text");
        expected += message(id, supported).size() + message(id, "text").size();
    }
    ASSERT_TRUE(client.send(burst));
    EXPECT_EQ(client.receive_once().size(), expected);
}

} // namespace
} // namespace dmq::neo::test
