// SPDX-License-Identifier: BSL-1.0
// Whole neo connections to a node with all plugins. Whatever a client sends, nothing stays lent
// when it is gone, and others are served.
#include "integration/test_node.hpp"
#include "neo/neo_session.hpp"
#include "neo_script.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dmq::fuzz {
namespace {

using support::Client;
using support::eventually;

test::TestNode& node()
{
    static test::TestNode* const running = [] {
        GTEST_FLAG_SET(break_on_failure, true);
        return new test::TestNode(1, 1 << 20);
    }();
    return *running;
}

/// Each queue holds as many records as can be seen: none of them is lent.
void check_channels()
{
    std::vector<std::string> names;
    node().node().channels().for_each([&](IChannel& channel) {
        names.emplace_back(channel.name());
        std::vector<std::string> subscribers;
        std::uint64_t held = 0;
        channel.for_each_queue([&](std::string_view storage_name, const QueueUsage& usage,
                                   std::size_t consumers) {
            require(consumers == 0, "a consumer has outlived its connection");
            const auto at = storage_name.find('@');
            subscribers.emplace_back(storage_name.substr(0, at == std::string_view::npos ? 0 : at));
            held += usage.records();
        });
        for (const std::string& subscriber : subscribers)
            held -= channel.peek(subscriber, {~std::uint32_t{0}, ~std::size_t{0}})->records;
        require(held == 0, "records stay lent");
    });
    for (const std::string& name : names)
        node().node().channels().remove(name);
}

void check_service()
{
    const Client client = neo::test::log_in(node().node().neo_port());
    client.send(neo::test::message(1, neo::test::start_of(0, 0, "")));
    require(neo::test::receive(client) == neo::test::Message(1, neo::test::not_supported),
            "the node serves nobody else");
}

/// In a few pieces, so that messages arrive cut.
void send(const Client& client, std::string_view bytes, std::size_t pieces)
{
    const std::size_t piece = bytes.size() / (pieces + 1) + 1;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        if (!client.send(bytes.substr(0, piece)))
            return;
    }
}

void run(Choices& choices)
{
    const std::size_t pieces = choices.below(8);
    const bool logged_in = choices.below(16) != 0;
    const bool reads = choices.below(4) != 0;
    {
        const Client client = logged_in ? neo::test::log_in(node().node().neo_port())
                                        : Client(node().node().neo_port());
        send(client, neo_messages(choices), pieces);
        if (reads) {
            client.end_output();
            client.receive_rest();
        }
    }
    require(eventually([] { return node().open_connections() == 0; }), "a connection stays");
    check_channels();
}

} // namespace
} // namespace dmq::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static std::size_t inputs = 0;
    dmq::fuzz::Choices choices(data, size);
    dmq::fuzz::run(choices);
    if (++inputs % 64 == 0)
        dmq::fuzz::check_service();
    return 0;
}
