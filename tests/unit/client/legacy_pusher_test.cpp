// SPDX-License-Identifier: BSL-1.0
// Pipelined pushes: order, window, refusals, lost connections, and no deadlock.
#include <dmq/client/legacy_connection.hpp>

#include <gtest/gtest.h>

#include <unistd.h>
#include <unit/client/fake_node.hpp>

namespace dmq::client {
namespace {

using namespace dmq::test;

/// Reads `count` pushes, which must carry their numbers, and answers each.
void answer_all(Peer& peer, int count)
{
    for (int i = 0; i < count; ++i) {
        ASSERT_EQ(peer.read_push(), std::to_string(i));
        peer.send(status(200));
    }
}

TEST(Pusher, MatchesAnswersInOrder)
{
    FakeNode node([](Peer& peer) {
        answer_all(peer, 1000);
        peer.read_push();
        peer.send_bytewise(status(200));
    });
    LegacyConnection connection(node.address());
    {
        Pusher pusher = connection.pusher("ch");
        for (int i = 0; i < 1000; ++i)
            EXPECT_TRUE(pusher.push(std::to_string(i)));
        pusher.finish();
        EXPECT_EQ(pusher.pushed(), 1000U);
        EXPECT_EQ(pusher.acknowledged(), 1000U);
        EXPECT_FALSE(pusher.refusal());
    }
    EXPECT_EQ(connection.push("ch", "after"), Status::ok);
}

TEST(Pusher, NeverHasMoreThanTheWindowOnTheWay)
{
    for (const std::uint64_t window : {1, 2, 7}) {
        FakeNode node([](Peer& peer) { answer_all(peer, 50); });
        LegacyConnection connection(node.address());
        Pusher pusher = connection.pusher("ch", window);
        for (int i = 0; i < 50; ++i) {
            pusher.push(std::to_string(i));
            EXPECT_LT(pusher.pushed() - pusher.answered(), window);
        }
        pusher.finish();
        EXPECT_EQ(pusher.acknowledged(), 50U);
    }
}

TEST(Pusher, ReadsAnswersWhileItWrites)
{
    // far more answers and requests than both sockets hold: without reading, both sides would block
    constexpr int count = 400'000;
    FakeNode node([](Peer& peer) {
        const std::size_t size = 4 + 8 + 2 + 8 + 100;
        for (int i = 0; i < count / 1000; ++i) {
            ASSERT_EQ(peer.read(1000 * size).size(), 1000 * size);
            for (int k = 0; k < 1000; ++k)
                peer.send(status(200));
        }
    });
    LegacyConnection connection(node.address());
    Pusher pusher = connection.pusher("ch", count + 1);
    const std::string record(100, 'x');
    for (int i = 0; i < count; ++i)
        pusher.push(record);
    pusher.finish();
    EXPECT_EQ(pusher.acknowledged(), static_cast<std::uint64_t>(count));
}

TEST(Pusher, TellsTheFirstRefusal)
{
    FakeNode node([](Peer& peer) {
        for (int i = 0; i < 10; ++i) {
            peer.read_push();
            peer.send(status(i == 3 ? 407 : i == 5 ? 500 : 200));
        }
    });
    LegacyConnection connection(node.address());
    Pusher pusher = connection.pusher("ch");
    for (int i = 0; i < 10; ++i)
        pusher.push("r");
    pusher.finish();
    ASSERT_TRUE(pusher.refusal());
    EXPECT_EQ(pusher.refusal()->record, 3U);
    EXPECT_EQ(pusher.refusal()->status, Status::out_of_memory);
    EXPECT_EQ(pusher.acknowledged(), 8U);
    EXPECT_EQ(pusher.answered(), 10U);
}

TEST(Pusher, SaysStopAfterARefusal)
{
    FakeNode node([](Peer& peer) {
        peer.read_push();
        peer.send(status(407));
    });
    LegacyConnection connection(node.address());
    Pusher pusher = connection.pusher("ch", 1);
    EXPECT_FALSE(pusher.push("r"));
}

TEST(Pusher, KnowsWhatWasAcknowledgedWhenTheNodeLeaves)
{
    for (int answers = 0; answers < 5; ++answers) {
        FakeNode node([answers](Peer& peer) {
            for (int i = 0; i < 5; ++i)
                peer.read_push();
            for (int i = 0; i < answers; ++i)
                peer.send(status(200));
            peer.send(status(200).substr(0, 2));
        });
        LegacyConnection connection(node.address());
        Pusher pusher = connection.pusher("ch");
        for (int i = 0; i < 5; ++i)
            pusher.push("r");
        EXPECT_THROW(pusher.finish(), Error);
        EXPECT_EQ(pusher.acknowledged(), static_cast<std::uint64_t>(answers));
    }
}

TEST(Pusher, RefusesAnAnswerThatNobodyAskedFor)
{
    FakeNode node([](Peer& peer) {
        peer.read_push();
        peer.send(status(200) + status(200));
        peer.read_to_end();
    });
    LegacyConnection connection(node.address());
    Pusher pusher = connection.pusher("ch");
    pusher.push("r");
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    try {
        pusher.wait_readable(pipe[0]);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::protocol);
    }
    EXPECT_EQ(pusher.acknowledged(), 1U);
    ::close(pipe[0]);
    ::close(pipe[1]);
}

TEST(Pusher, SendsWhileItWaitsForInput)
{
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    FakeNode node([&](Peer& peer) {
        EXPECT_EQ(peer.read_push(), "r");
        EXPECT_EQ(::write(pipe[1], "x", 1), 1); // input comes only after the record has arrived
        peer.send(status(200));
    });
    LegacyConnection connection(node.address());
    Pusher pusher = connection.pusher("ch");
    pusher.push("r");
    pusher.wait_readable(pipe[0]);
    pusher.finish();
    EXPECT_EQ(pusher.acknowledged(), 1U);
    ::close(pipe[0]);
    ::close(pipe[1]);
}

TEST(Pusher, ClosesTheConnectionWhenAnswersAreMissing)
{
    FakeNode node([](Peer& peer) { peer.read_to_end(); });
    LegacyConnection connection(node.address());
    connection.pusher("ch").push("r");
    EXPECT_FALSE(connection.open());
}

TEST(Pusher, ExcludesOtherRequests)
{
    FakeNode node([](Peer& peer) { peer.read_to_end(); });
    LegacyConnection connection(node.address());
    Pusher pusher = connection.pusher("ch");
    EXPECT_THROW(connection.pop("ch"), std::logic_error);
}

} // namespace
} // namespace dmq::client
