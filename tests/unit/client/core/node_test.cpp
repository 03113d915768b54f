// SPDX-License-Identifier: BSL-1.0
// Connections: the login however it is cut or ends, time-outs, the schedule of attempts.
#include "engine_fixture.hpp"

#include <dmq/protocol/neo_error.hpp>

#include <set>

namespace dmq::client::test {
namespace {

using Nodes = std::vector<std::uint32_t>;

TEST_F(EngineTest, ANodeIsConnectedToAtOnce)
{
    Node& node = add_node();
    EXPECT_EQ(transport_.connecting, Nodes{0});
    EXPECT_EQ(node.status()->state, NodeState::connecting);
    EXPECT_EQ(engine().add_node({"127.0.0.1", 1}), nullptr) << "known already";
}

TEST_F(EngineTest, NothingFollowsTheVersionUntilTheNodeHasSentIts)
{
    Node& node = add_node();
    node.connected();
    EXPECT_EQ(take_out(node), version_bytes);
    receive(node, version_bytes);
    const std::string timestamp = bytes_from(
        [](IByteWriter& out) { neo::write_timestamp(out, 1'700'000'000); });
    EXPECT_EQ(take_out(node), timestamp);
    receive(node, nonce_message);
    const neo::AuthCode code = neo::make_auth_code(options_.credentials.key, 1'700'000'000,
                                                   neo::Nonce{});
    EXPECT_EQ(take_out(node), bytes_from([&](IByteWriter& out) {
                  neo::write_credentials(out, {"test", code});
              }));
    receive(node, accepted);
    EXPECT_TRUE(node.ready());
    EXPECT_EQ(told_, std::vector<std::string>{"127.0.0.1:1: connected"});
}

TEST_F(EngineTest, TheLoginMayBeCutAnywhere)
{
    for (std::size_t cut = 0; cut <= whole_login.size(); ++cut) {
        engine_.reset();
        Node& node = add_node();
        node.connected();
        receive(node, whole_login.substr(0, cut));
        receive(node, whole_login.substr(cut));
        EXPECT_TRUE(node.ready()) << cut;
    }
}

TEST_F(EngineTest, ALoginThatEndsAnywhereIsTriedAgain)
{
    for (std::size_t size = 0; size < whole_login.size(); ++size) {
        engine_.reset();
        transport_ = {};
        told_.clear();
        Node& node = add_node();
        node.connected();
        receive(node, whole_login.substr(0, size));
        lose(node);
        EXPECT_EQ(told_.back(), "127.0.0.1:1: cannot connect: connection lost");
        EXPECT_EQ(transport_.closed, Nodes{0});
        tick();
        EXPECT_EQ(transport_.connecting, (Nodes{0, 0})) << size;
        log_in(node);
    }
}

TEST_F(EngineTest, AWrongAnswerToTheLoginEndsTheAttempt)
{
    const std::vector<std::pair<std::string, std::error_code>> cases{
        {"\x02", neo::Error::bad_version},
        {version_bytes + nonce_message + rejected, Errc::login_rejected},
        {version_bytes + message(1, "early"), neo::Error::unexpected_type},
        {version_bytes + accepted, neo::Error::malformed_payload},
        {version_bytes + std::string(10, '\0'), neo::Error::bad_type},
    };
    for (const auto& [bytes, cause] : cases) {
        engine_.reset();
        told_.clear();
        Node& node = add_node();
        node.connected();
        receive(node, bytes);
        EXPECT_EQ(told_,
                  std::vector<std::string>{"127.0.0.1:1: cannot connect: " + cause.message()});
        EXPECT_EQ(node.status()->snapshot().last_error, cause);
        EXPECT_EQ(node.status()->snapshot().failed_connects, 1U);
    }
}

TEST_F(EngineTest, AttemptsHaveATimeOut) // neo-protocol D19
{
    Node& node = add_node();
    advance(options_.connect_timeout - 1ns);
    EXPECT_TRUE(told_.empty());
    advance(1ns);
    EXPECT_EQ(told_.back(), "127.0.0.1:1: cannot connect: not connected in time");
    tick();
    node.connected();
    advance(options_.login_timeout);
    EXPECT_EQ(told_.back(), "127.0.0.1:1: cannot connect: no answer to the login in time");
}

TEST_F(EngineTest, BrokenFramesEndTheConnection)
{
    const std::vector<std::string> frames{
        std::string(10, '\xff'),
        message(1, "x").substr(0, 9) + "\x55" + message(1, "x").substr(10),
        bytes_from([](IByteWriter& out) { neo::write_result(out, true); }),
    };
    for (const std::string& frame : frames) {
        engine_.reset();
        Node& node = ready_node();
        receive(node, frame);
        EXPECT_FALSE(node.ready());
        EXPECT_NE(told_.back().find("disconnected: "), std::string::npos);
    }
}

TEST_F(EngineTest, AMessageLongerThanAllowedEndsTheConnectionAtItsHeader) // neo-protocol D1
{
    options_.max_message = 100;
    Node& node = ready_node();
    receive(node, message(1, std::string(92, 'x')));
    EXPECT_TRUE(node.ready());
    receive(node, message(1, std::string(93, 'x')).substr(0, 10));
    EXPECT_FALSE(node.ready());
}

TEST_F(EngineTest, AttemptsFollowTheSchedule)
{
    Node& node = add_node();
    const auto fail_and_wait = [&] {
        lose(node, std::make_error_code(std::errc::connection_refused));
        const auto wait = engine().deadline() - now_;
        advance(wait);
        EXPECT_EQ(node.status()->state, NodeState::connecting);
        return std::chrono::duration_cast<std::chrono::microseconds>(wait).count();
    };
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 10; ++i)
        waits.push_back(fail_and_wait());
    EXPECT_EQ(waits,
              (std::vector<std::int64_t>{0, 19'531, 39'062, 78'124, 156'248, 312'496, 624'992,
                                         1'249'984, 2'499'968, 2'500'000}));
    log_in(node);
    now_ += 2s;
    engine().set_now(now_);
    EXPECT_EQ(fail_and_wait(), 0) << "from the beginning after a connection that lasted";
}

TEST_F(EngineTest, AConnectionThatDoesNotLastDoesNotStartTheScheduleAnew)
{
    Node& node = add_node();
    for (int i = 0; i < 5; ++i) {
        log_in(node);
        lose(node);
        advance(engine().deadline() - now_);
    }
    log_in(node);
    lose(node);
    EXPECT_GT(engine().deadline(), now_);
}

TEST(Backoff, VariesByTheJitter)
{
    RetrySchedule schedule;
    schedule.jitter = 0.5;
    std::set<Clock::duration> third;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Backoff backoff(schedule, seed);
        backoff.next();
        backoff.next();
        third.insert(backoff.next());
    }
    EXPECT_GT(third.size(), 90U);
    EXPECT_GE(*third.begin(), schedule.first / 2);
    EXPECT_LE(*third.rbegin(), schedule.first * 3 / 2);
}

TEST_F(EngineTest, ReconnectEndsAllConnectionsAndMakesNewOnes)
{
    Node& one = ready_node(1);
    Node& two = add_node(2);
    transport_ = {};
    engine().reconnect();
    tick();
    EXPECT_EQ(transport_.closed, (Nodes{0, 1}));
    EXPECT_EQ(transport_.connecting, (Nodes{0, 1}));
    log_in(one);
    log_in(two);
}

} // namespace
} // namespace dmq::client::test
