// SPDX-License-Identifier: BSL-1.0
// Push and Pop: every answer, every loss, in which order nodes are tried, what is told.
#include "engine_fixture.hpp"

#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace dmq::client::test {
namespace {

using Results = std::vector<Result>;

class ThreeNodes : public EngineTest {
protected:
    ThreeNodes() : nodes_{&ready_node(1), &ready_node(2), &ready_node(3)} { told_.clear(); }

    /// Lets every node answer the same to the one request; returns the nodes in order of asking.
    std::vector<Node*> all_answer(std::string_view result)
    {
        std::vector<Node*> order;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const auto [node, message] = asked(nodes_);
            order.push_back(node);
            answer(*node, message.id, supported);
            answer(*node, message.id, result);
        }
        return order;
    }

    std::vector<Node*> nodes_;
};

TEST_F(EngineTest, APushSendsWhatTheProtocolSays)
{
    Node& node = ready_node();
    push("jobs", "record");
    const auto messages = sent(node);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].payload, "\x01\x03\x01" + arr("jobs") + arr("record"));
    EXPECT_NE(messages[0].id, 0U);
    EXPECT_EQ(results_, Results{});
    answer(node, messages[0].id, supported);
    EXPECT_EQ(results_, Results{});
    answer(node, messages[0].id, pushed);
    EXPECT_EQ(results_, (Results{{{}, {}}}));
    EXPECT_EQ(counters_.load.requests(), 0U);
    EXPECT_EQ(counters_.load.bytes(), 0U);
}

TEST_F(EngineTest, APushToTheChannelOfTheLastOneIsTheSame)
{
    Node& node = ready_node();
    for (const std::size_t size : {1U, 100U, 3U, 70'000U}) {
        const std::string long_name(180, 'n');
        for (const std::string_view channel :
             {"jobs", "jobs", "other", long_name.c_str(), long_name.c_str()}) {
            const std::string record(size, 'r');
            push(channel, record);
            const auto messages = sent(node);
            ASSERT_EQ(messages.size(), 1U);
            EXPECT_EQ(messages[0].payload, "\x01\x03\x01" + arr(channel) + arr(record));
        }
    }
    push("jobs", "");
    EXPECT_EQ(results_.back().error, Errc::empty_record);
}

TEST(TimeHistogram, HasABinForEachTime)
{
    EXPECT_EQ(TimeHistogram::bin_of(0), 0U);
    for (std::size_t bin = 0; bin < TimeHistogram::bins; ++bin) {
        EXPECT_EQ(TimeHistogram::bin_of(TimeHistogram::lower_bound(bin)), bin);
        if (bin + 1 < TimeHistogram::bins) {
            EXPECT_EQ(TimeHistogram::bin_of(TimeHistogram::lower_bound(bin + 1) - 1), bin);
        }
    }
    EXPECT_EQ(TimeHistogram::bin_of(~std::uint64_t{0}), TimeHistogram::bins - 1);
}

TEST_F(EngineTest, WrongArgumentsReachNoNode)
{
    Node& node = ready_node();
    push("no/name", "record");
    push("jobs", "");
    pop("");
    EXPECT_EQ(results_,
              (Results{{Errc::bad_channel_name, {}},
                       {Errc::empty_record, {}},
                       {Errc::bad_channel_name, {}}}));
    EXPECT_EQ(take_out(node), "");
    EXPECT_EQ(counters_.load.requests(), 0U);
}

TEST_F(EngineTest, WithoutNodesRequestsFailAtOnce)
{
    push("jobs", "r");
    EXPECT_EQ(results_.back().error, Errc::no_nodes);
    add_node();
    push("jobs", "r");
    EXPECT_EQ(results_.back().error, Errc::not_connected);
}

TEST_F(EngineTest, ManyAnswersInAnyOrderFindTheirRequests)
{
    Node& node = ready_node();
    for (const char* const channel : {"a", "b", "c"})
        pop(channel);
    const auto messages = sent(node);
    ASSERT_EQ(messages.size(), 3U);
    std::string answers;
    for (const std::size_t i : {2U, 0U, 1U})
        answers += message(messages[i].id, supported);
    for (const std::size_t i : {1U, 2U, 0U})
        answers += message(messages[i].id, msg(neo::PopResult::popped) + arr(std::to_string(i)));
    receive(node, answers);
    EXPECT_EQ(results_, (Results{{{}, "1"}, {{}, "2"}, {{}, "0"}}));
}

TEST_F(EngineTest, AnswersMayBeCutAnywhere)
{
    const std::string answers = message(8192, supported) +
        message(8192, msg(neo::PopResult::popped) + arr("record"));
    for (std::size_t cut = 0; cut <= answers.size(); ++cut) {
        engine_.reset();
        results_.clear();
        Node& node = ready_node();
        pop("jobs");
        ASSERT_EQ(sent(node).at(0).id, 8192U);
        receive(node, answers.substr(0, cut));
        receive(node, answers.substr(cut));
        EXPECT_EQ(results_, (Results{{{}, "record"}})) << cut;
    }
}

TEST_F(ThreeNodes, TakeTurns)
{
    std::map<Node*, int> count;
    for (int i = 0; i < 6; ++i) {
        push("jobs", "r");
        ++count[asked(nodes_).first];
    }
    for (Node* const node : nodes_)
        EXPECT_EQ(count[node], 2);
}

TEST_F(ThreeNodes, TheNextOneIsTriedWhateverGoesWrong)
{
    const std::vector<std::pair<std::string, std::error_code>> answers{
        {msg(neo::Support::not_supported), Errc::unsupported_request},
        {msg(neo::Support::version_not_supported), Errc::unsupported_version},
        {"\x11", Errc::unknown_answer},
        {"", neo::Error::malformed_payload},
        {"lost", Errc::disconnected},
    };
    for (const auto& [text, cause] : answers) {
        SCOPED_TRACE(cause.message());
        told_.clear();
        results_.clear();
        push("jobs", "r");
        const auto [first, message] = asked(nodes_);
        if (text == "lost")
            lose(*first);
        else
            answer(*first, message.id, text);
        ASSERT_FALSE(told_.empty());
        EXPECT_NE(std::ranges::find(
                      told_,
                      to_string(first->address()) +
                          ": Push to jobs failed, another node is tried: " + cause.message()),
                  told_.end());
        const auto [second, again] = asked(nodes_);
        EXPECT_NE(second, first);
        EXPECT_EQ(again.payload, message.payload);
        answer(*second, again.id, supported);
        answer(*second, again.id, pushed);
        EXPECT_EQ(results_, (Results{{{}, {}}}));
        if (!first->ready()) {
            tick();
            log_in(*first);
        }
    }
}

TEST_F(ThreeNodes, APushFailsWhenAllHaveAndSaysWhy)
{
    push("jobs", "r");
    const auto order = all_answer(msg(neo::PushResult::error));
    EXPECT_EQ(results_, (Results{{Errc::node_error, {}}}));
    EXPECT_EQ(std::set<Node*>(order.begin(), order.end()).size(), 3U) << "each once";
    ASSERT_EQ(told_.size(), 3U);
    EXPECT_EQ(told_.back(),
              to_string(order.back()->address()) + ": Push to jobs failed: node error");
    EXPECT_EQ(counters_.of(RequestKind::push).failed_tries.get(), 3U);
    EXPECT_EQ(counters_.of(RequestKind::push).failures.get(), 1U);
}

TEST_F(ThreeNodes, APopIsEmptyWhenAllAre)
{
    pop("jobs");
    all_answer(msg(neo::PopResult::empty));
    EXPECT_EQ(results_, (Results{{{}, {}}}));
    EXPECT_TRUE(told_.empty());
}

TEST_F(ThreeNodes, APopGoesOnUntilANodeHasOne)
{
    pop("jobs");
    auto [node, request] = asked(nodes_);
    answer(*node, request.id, supported);
    answer(*node, request.id, msg(neo::PopResult::empty));
    std::tie(node, request) = asked(nodes_);
    answer(*node, request.id, supported);
    answer(*node, request.id, msg(neo::PopResult::popped) + arr("r") + "ignored behind it");
    EXPECT_EQ(results_, (Results{{{}, "r"}}));
}

TEST_F(ThreeNodes, APopOfASubscribedChannelFails)
{
    pop("jobs");
    all_answer(msg(neo::PopResult::subscribed));
    EXPECT_EQ(results_, (Results{{Errc::has_subscribers, {}}}));
}

TEST_F(ThreeNodes, APopIsNotEmptyWhenEveryNodeBrokeTheConnection) // neo-protocol D18
{
    pop("jobs");
    for (int i = 0; i < 3; ++i)
        lose(*asked(nodes_).first);
    EXPECT_EQ(results_, (Results{{Errc::disconnected, {}}}));
}

TEST_F(ThreeNodes, ALostNodeGivesAllItsRequestsToTheOthers) // neo-protocol D9
{
    for (int i = 0; i < 30; ++i)
        push("jobs", std::to_string(i));
    for (Node* const node : nodes_)
        EXPECT_EQ(sent(*node).size(), 10U);
    lose(*nodes_[0], std::make_error_code(std::errc::connection_reset));
    std::size_t moved = 0;
    for (Node* const node : nodes_)
        moved += sent(*node).size();
    EXPECT_EQ(moved, 10U);
    EXPECT_TRUE(results_.empty());
}

TEST_F(ThreeNodes, ALateAnswerOfAnotherNodeIsIgnored)
{
    push("jobs", "r");
    const auto [first, request] = asked(nodes_);
    advance(10s);
    const auto [second, again] = asked(nodes_);
    answer(*first, request.id, supported);
    answer(*first, request.id, pushed);
    EXPECT_TRUE(results_.empty());
    EXPECT_TRUE(first->ready());
    answer(*second, again.id, supported);
    answer(*second, again.id, pushed);
    EXPECT_EQ(results_.size(), 1U);
    answer(*second, again.id, pushed); // ended: ignored
    EXPECT_TRUE(second->ready());
}

TEST_F(ThreeNodes, ASilentNodeIsGivenUpInTime)
{
    push("jobs", "r");
    EXPECT_EQ(engine().deadline(), now_ + 10s);
    advance(10s - 1ns);
    EXPECT_TRUE(told_.empty());
    asked(nodes_);
    for (int i = 0; i < 2; ++i) {
        advance(10s);
        asked(nodes_);
    }
    advance(10s);
    EXPECT_EQ(results_, (Results{{Errc::timed_out, {}}}));
    EXPECT_EQ(engine().deadline(), Time::max());
}

TEST_F(EngineTest, ACanceledRequestEndsAndItsIdIsNotUsedAgain)
{
    Node& node = ready_node();
    push("jobs", "r", 77);
    const auto first = sent(node).at(0);
    engine().cancel(76);
    settle();
    EXPECT_TRUE(results_.empty());
    engine().cancel(77);
    settle();
    EXPECT_EQ(results_, (Results{{Errc::canceled, {}}}));
    push("jobs", "s");
    EXPECT_NE(sent(node).at(0).id, first.id);
    answer(node, first.id, supported);
    answer(node, first.id, pushed);
    EXPECT_EQ(results_.size(), 1U);
}

TEST_F(EngineTest, CloseEndsEverythingAndWhatComesLater)
{
    ready_node();
    push("jobs", "r");
    engine().close(Errc::closed);
    settle();
    EXPECT_EQ(results_, (Results{{Errc::closed, {}}}));
    push("jobs", "r");
    EXPECT_EQ(results_.back().error, Errc::closed);
    EXPECT_EQ(transport_.closed, std::vector<std::uint32_t>{0});
    EXPECT_EQ(engine().deadline(), Time::max());
}

TEST_F(EngineTest, WaitersForRoomAreWokenWhenThereIsSome)
{
    options_.max_requests = 1;
    Node& node = ready_node();
    std::vector<std::error_code> woken;
    engine().wait_room(*new TestWaiter(woken));
    settle();
    EXPECT_EQ(woken.size(), 1U);
    push("jobs", "r");
    engine().wait_room(*new TestWaiter(woken));
    tick();
    EXPECT_EQ(woken.size(), 1U);
    const std::uint64_t id = sent(node).at(0).id;
    receive(node, message(id, supported) + message(id, pushed));
    tick();
    EXPECT_EQ(woken, (std::vector<std::error_code>{{}, {}}));
}

TEST_F(EngineTest, ARequestWithoutRoomWaitsForSome)
{
    options_.max_requests = 1;
    Node& node = ready_node();
    push("jobs", "1");
    push("jobs", "2");
    push("jobs", "3", 7);
    push("jobs", "4");
    const auto messages = sent(node);
    ASSERT_EQ(messages.size(), 1U);
    engine().cancel(7);
    settle();
    EXPECT_EQ(results_, (Results{{Errc::canceled, {}}}));
    receive(node, message(messages[0].id, supported) + message(messages[0].id, pushed));
    tick();
    EXPECT_EQ(sent(node).at(0).payload, "\x01\x03\x01" + arr("jobs") + arr("2"));
    EXPECT_EQ(results_.size(), 2U);
    engine().close(Errc::closed);
    settle();
    EXPECT_EQ(results_.size(), 4U);
    EXPECT_EQ(counters_.load.requests(), 0U);
    EXPECT_EQ(counters_.load.bytes(), 0U);
}

TEST_F(EngineTest, WaitersForConnectionsAreWokenWhenThereAreEnough)
{
    Node& one = add_node(1);
    Node& two = add_node(2);
    std::vector<std::error_code> woken;
    auto* const canceled = new TestWaiter(woken);
    canceled->cancel_key = 5;
    engine().wait_connected(*new TestWaiter(woken), 2);
    engine().wait_connected(*canceled, 100);
    log_in(one);
    tick();
    EXPECT_TRUE(woken.empty());
    engine().cancel(5);
    settle();
    EXPECT_EQ(woken, (std::vector<std::error_code>{Errc::canceled}));
    log_in(two);
    tick();
    EXPECT_EQ(woken.back(), std::error_code());
    EXPECT_EQ(woken.size(), 2U);
}

TEST_F(EngineTest, CountsTimesAndNodes)
{
    Node& node = add_node();
    EXPECT_EQ(counters_.initializing_nodes.get(), 1U);
    log_in(node);
    EXPECT_EQ(counters_.initializing_nodes.get(), 0U);
    EXPECT_EQ(counters_.connected_nodes.get(), 1U);
    push("jobs", "r");
    const std::uint64_t id = sent(node).at(0).id;
    now_ += 15us;
    engine().set_now(now_);
    receive(node, message(id, supported) + message(id, pushed));
    const TimeHistogram times = counters_.of(RequestKind::push).time.snapshot();
    EXPECT_EQ(times.count, 1U);
    EXPECT_EQ(times.total_micros, 15U);
    EXPECT_EQ(times.counts[TimeHistogram::bin_of(15)], 1U);
    lose(node); // neo-protocol D12: only first connects count
    EXPECT_EQ(counters_.initializing_nodes.get(), 0U);
    EXPECT_EQ(counters_.connected_nodes.get(), 0U);
    EXPECT_EQ(counters_.load.max_requests.get(), 1U);
}

} // namespace
} // namespace dmq::client::test
