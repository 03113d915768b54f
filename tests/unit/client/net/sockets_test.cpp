// SPDX-License-Identifier: BSL-1.0
// The client on real sockets against a node that plays a script: cut anywhere, closed anywhere.
#include "unit/client/core/engine_fixture.hpp"

#include <dmq/client/blocking.hpp>

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <unit/client/fake_node.hpp>
#include <utility>
#include <vector>

namespace dmq::client::test {
namespace {

using dmq::test::FakeNode;
using dmq::test::Peer;

/// Sends at most so many bytes; afterwards the script has to end.
class Limited {
public:
    Limited(Peer& peer, std::size_t bytes) : peer_(peer), left_(bytes) { }
    /// False: that was all.
    bool send(std::string_view bytes)
    {
        bytes = bytes.substr(0, left_);
        peer_.send_bytewise(bytes);
        left_ -= bytes.size();
        return left_ > 0;
    }

private:
    Peer& peer_;
    std::size_t left_;
};

constexpr std::size_t header = neo::MessageHeader::size;

/// The payload of the next message, and its id; empty when the client has gone.
Sent read_message(Peer& peer)
{
    const std::string head = peer.read(header);
    if (head.size() < header)
        return {};
    const auto length = neo::MessageHeader::decode(bytes_of(head).first<header>()).body_length;
    const std::string body = peer.read(length);
    const auto message = neo::parse_request_message(bytes_of(body));
    return {message.request_id, std::string(text_of(message.payload))};
}

/// A node that accepts everybody and every Push, and closes behind so many bytes.
FakeNode::Script pushing(std::size_t bytes)
{
    return [bytes](Peer& peer) {
        Limited out(peer, bytes);
        peer.read(1);
        if (!out.send(version_bytes))
            return;
        peer.read(header + sizeof(std::uint64_t));
        if (!out.send(nonce_message))
            return;
        peer.read(header + record_header + 4 + sizeof(neo::AuthCode));
        if (!out.send(accepted))
            return;
        for (Sent push = read_message(peer); push.id != 0; push = read_message(peer))
            if (!out.send(message(push.id, supported) + message(push.id, pushed)))
                return;
    };
}

ClientOptions options_for(const FakeNode& node)
{
    ClientOptions options;
    options.credentials.name = "test";
    options.nodes = {node.address()};
    options.retry.stable = 0ms;
    return options;
}

TEST(ClientSockets, RecoverWhereverTheNodeCloses)
{
    const std::size_t all = (whole_login + message(1, supported) + message(1, pushed)).size();
    for (std::size_t bytes = 0; bytes < all; ++bytes) {
        FakeNode node({pushing(bytes), pushing(10 * all)});
        BlockingClient client(options_for(node));
        std::error_code result;
        int answers = 0;
        do {
            ASSERT_FALSE(client.wait_connected());
            result = client.push("jobs", "record");
            ASSERT_LE(++answers, 3) << result.message() << " behind " << bytes << " bytes";
        } while (result == Errc::disconnected || result == Errc::not_connected);
        EXPECT_FALSE(result) << result.message() << " behind " << bytes << " bytes";
    }
}

TEST(ClientSockets, SendWhatDoesNotFitIntoTheSocket)
{
    const std::string record(5'000'000, 'r');
    FakeNode node([&](Peer& peer) {
        peer.read(1);
        peer.send(version_bytes);
        peer.read(header + sizeof(std::uint64_t));
        peer.send(nonce_message);
        peer.read(header + record_header + 4 + sizeof(neo::AuthCode));
        peer.send(accepted);
        std::vector<Sent> pushes;
        for (int i = 0; i < 6; ++i)
            pushes.push_back(read_message(peer));
        for (const Sent& push : pushes) {
            EXPECT_TRUE(push.payload.ends_with(arr(record)) ||
                        push.payload.ends_with(arr("small")));
            peer.send(message(push.id, supported) + message(push.id, pushed));
        }
        peer.read_to_end();
    });
    Client client(options_for(node));
    {
        PushPipeline pipeline(client);
        ASSERT_FALSE(BlockingClient(client).wait_connected());
        for (int i = 0; i < 3; ++i) {
            EXPECT_FALSE(pipeline.push("jobs", record));
            EXPECT_FALSE(pipeline.push("jobs", "small"));
        }
        EXPECT_FALSE(pipeline.finish());
    }
    const Statistics statistics = client.statistics();
    EXPECT_EQ(statistics.nodes[0].sent.messages.count, 6U);
    EXPECT_GT(statistics.nodes[0].sent.would_block, 0U);
    EXPECT_GT(statistics.nodes[0].send_waits.count, 0U);
    EXPECT_EQ(statistics.active_bytes, 0U);
}

TEST(ClientSockets, FindNodesByName)
{
    FakeNode node(pushing(1'000'000));
    ClientOptions options = options_for(node);
    options.nodes[0].host = "localhost";
    BlockingClient client(options);
    ASSERT_FALSE(client.wait_connected());
    EXPECT_FALSE(client.push("jobs", "record"));
}

TEST(ClientSockets, SayWhyAConnectionCouldNotBeMade)
{
    std::promise<Notification> told;
    ClientOptions options;
    options.nodes = {dmq::test::closed_address()};
    options.on_notification = [&, first = true](const Notification& event) mutable {
        if (std::exchange(first, false))
            told.set_value(event);
    };
    const Client client(options);
    const Notification event = told.get_future().get();
    EXPECT_EQ(event.kind, Notification::Kind::connect_failed);
    EXPECT_EQ(event.cause, std::errc::connection_refused);
    EXPECT_TRUE(event.retried);
}

} // namespace
} // namespace dmq::client::test
