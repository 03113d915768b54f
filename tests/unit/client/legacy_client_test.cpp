// SPDX-License-Identifier: BSL-1.0
// Legacy requests to several nodes: turns, fall-back, pooled connections, spread Produce streams.
#include <dmq/client/legacy_client.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <unit/client/fake_node.hpp>
#include <utility>
#include <vector>

namespace dmq::client {
namespace {

using namespace dmq::test;
using legacy::Command;

const std::string push_request = command(Command::push) + array("ch") + array("r");
const std::string pop_request = command(Command::pop) + array("ch");
const std::string produce_request = command(Command::produce) + array("ch");

LegacyOptions options_for(std::vector<Address> nodes)
{
    LegacyOptions options;
    options.nodes = std::move(nodes);
    options.seed = 1;
    return options;
}

/// One connection on which such requests get these answers, the last one again and again.
FakeNode::Script answering(std::string request, std::vector<std::string> answers)
{
    return [request = std::move(request), answers = std::move(answers)](Peer& peer) {
        for (std::size_t i = 0;; ++i) {
            const std::string received = peer.read(request.size());
            if (received.empty())
                return;
            EXPECT_EQ(received, request);
            peer.send(answers[std::min(i, answers.size() - 1)]);
        }
    };
}

TEST(LegacyClient, KeepsConnectionsForTheNextRequest)
{
    FakeNode node(answering(push_request, {status(200), status(200), status(407)}));
    LegacyClient client(options_for({node.address()}));
    EXPECT_EQ(client.push("ch", "r"), Status::ok);
    EXPECT_EQ(client.push("ch", "r"), Status::ok);
    EXPECT_EQ(client.push("ch", "r"), Status::out_of_memory);
}

TEST(LegacyClient, TakesTurns)
{
    FakeNode one(answering(push_request, {status(200)}));
    FakeNode two(answering(push_request, {status(200)}));
    LegacyClient client(options_for({one.address(), two.address()}));
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(client.push("ch", "r"), Status::ok);
}

TEST(LegacyClient, PushFallsBackOnAnyFailure)
{
    FakeNode full(answering(push_request, {status(407)}));
    FakeNode good(answering(push_request, {status(200)}));
    LegacyClient client(options_for({closed_address(), full.address(), good.address()}));
    EXPECT_EQ(client.push("ch", "r"), Status::ok);
    EXPECT_EQ(client.push("ch", "r"), Status::ok);
}

TEST(LegacyClient, PushMultiIsNotRepeatedAfterAnAnswer)
{
    const std::vector<std::string> channels{"ch"};
    const std::string request = command(Command::push_multi) + list(channels) + array("r");
    FakeNode one(answering(request, {status(407)}));
    LegacyClient client(options_for({one.address()}));
    EXPECT_EQ(client.push_multi(channels, "r"), Status::out_of_memory);
}

TEST(LegacyClient, PopAsksAllAndIsEmptyIfOneSaysSo)
{
    FakeNode empty(answering(pop_request, {status(200) + array("")}));
    FakeNode error(answering(pop_request, {status(500)}));
    LegacyClient client(options_for({empty.address(), error.address()}));
    for (int i = 0; i < 2; ++i) {
        const Answer<std::string> answer = client.pop("ch");
        EXPECT_TRUE(answer.ok());
        EXPECT_EQ(answer.value, "");
    }
}

TEST(LegacyClient, PopTakesTheFirstThatThereIs)
{
    FakeNode empty(answering(pop_request, {status(200) + array("")}));
    FakeNode full(answering(pop_request, {status(200) + array("r")}));
    LegacyClient client(options_for({empty.address(), full.address()}));
    EXPECT_EQ(client.pop("ch").value, "r");
    EXPECT_EQ(client.pop("ch").value, "r");
}

TEST(LegacyClient, ThrowsWhenNoNodeAnswers)
{
    LegacyClient none(options_for({}));
    EXPECT_THROW(none.push("ch", "r"), Error);
    LegacyClient gone(options_for({closed_address(), closed_address()}));
    EXPECT_THROW(gone.pop("ch"), Error);
    EXPECT_THROW(gone.produce("ch"), Error);
}

TEST(LegacyClient, AsksAllNodesAndSaysWhichFailed)
{
    FakeNode node(answering(command(Command::remove_channel) + array("ch"), {status(200)}));
    const Address closed = closed_address();
    LegacyClient client(options_for({node.address(), closed}));
    const auto all = client.remove_channel("ch");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].value, Status::ok);
    EXPECT_EQ(all[1].node, closed);
    ASSERT_TRUE(all[1].error);
    EXPECT_EQ(all[1].error->kind(), Error::Kind::connect);
}

TEST(LegacyClient, UsesASecondConnectionIfTheNodeHasClosedAnIdleOne)
{
    const std::string request = command(Command::get_channels);
    FakeNode node({[&](Peer& peer) {
                       peer.read(request.size());
                       peer.send(status(200) + list({"a"}));
                   },
                   answering(request, {status(200) + list({"b"})})});
    LegacyClient client(options_for({node.address()}));
    EXPECT_EQ(client.get_channels()[0].value->value, std::vector<std::string>{"a"});
    EXPECT_EQ(client.get_channels()[0].value->value, std::vector<std::string>{"b"});
}

/// Accepts a Produce and checks what comes.
FakeNode::Script producing(std::string records)
{
    return [records = std::move(records)](Peer& peer) {
        EXPECT_EQ(peer.read(produce_request.size()), produce_request);
        peer.send(status(200));
        EXPECT_EQ(peer.read(records.size()), records);
        peer.read_to_end();
    };
}

TEST(ProduceStream, SpreadsRecordsOverAllNodes)
{
    FakeNode one(producing(array("1") + array("3") + array("")));
    FakeNode two(producing(array("2") + array("4") + array("")));
    LegacyClient client(options_for({one.address(), two.address()}));
    ProduceStream stream = client.produce("ch");
    for (const char* const record : {"1", "2", "3", "4"})
        stream.push(record);
    stream.flush();
    stream.end();
    EXPECT_EQ(stream.pushed(), 4U);
    EXPECT_TRUE(stream.failures().empty());
}

TEST(ProduceStream, GoesOnWithoutANodeThatFails)
{
    FakeNode refuses([](Peer& peer) {
        peer.read(produce_request.size());
        peer.send(status(409));
    });
    FakeNode good(producing(array("1") + array("2") + array("")));
    LegacyClient client(options_for({refuses.address(), good.address()}));
    ProduceStream stream = client.produce("ch");
    stream.push("1");
    stream.push("2");
    stream.end();
    ASSERT_EQ(stream.failures().size(), 1U);
    EXPECT_EQ(stream.failures()[0].error->status(), Status::bad_channel_name);
}

} // namespace
} // namespace dmq::client
