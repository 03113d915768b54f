// SPDX-License-Identifier: BSL-1.0
// The Produce stream: its bytes, its end, and what breaks it.
#include <dmq/client/legacy_connection.hpp>

#include <gtest/gtest.h>

#include <unit/client/fake_node.hpp>

namespace dmq::client {
namespace {

using namespace dmq::test;
using legacy::Command;

const std::string request = command(Command::produce) + array("ch");

TEST(Producer, SendsRecordsAfterTheAnswer)
{
    const std::string stream = array("one") + array("two") + array("");
    const std::string barrier = command(Command::get_num_connections);
    FakeNode node([&](Peer& peer) {
        EXPECT_EQ(peer.read(request.size()), request);
        peer.send_bytewise(status(200));
        EXPECT_EQ(peer.read(stream.size() + barrier.size()), stream + barrier);
        peer.send(status(406));
    });
    LegacyConnection connection(node.address());
    Producer producer = connection.produce("ch");
    EXPECT_TRUE(producer.push("one"));
    EXPECT_TRUE(producer.push("two"));
    EXPECT_EQ(producer.pushed(), 2U);
    producer.end();
    EXPECT_EQ(connection.get_num_connections().status, Status::not_supported);
}

TEST(Producer, ServesManyChannels)
{
    const std::string multi = command(Command::produce_multi) + list({"a", "b"});
    FakeNode node([&](Peer& peer) {
        EXPECT_EQ(peer.read(multi.size()), multi);
        peer.send(status(200));
        EXPECT_EQ(peer.read_to_end(), array("x") + array(""));
    });
    LegacyConnection connection(node.address());
    const std::vector<std::string> names{"a", "b"};
    Producer producer = connection.produce_multi(names);
    producer.push("x");
    producer.end();
    connection.close();
}

TEST(Producer, IsRefusedAndTheConnectionLives)
{
    FakeNode node([&](Peer& peer) {
        peer.read(request.size());
        peer.send(status(409));
        peer.read_push();
        peer.send(status(200));
    });
    LegacyConnection connection(node.address());
    try {
        connection.produce("ch");
        ADD_FAILURE() << "not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::refused);
        EXPECT_EQ(error.status(), Status::bad_channel_name);
    }
    EXPECT_EQ(connection.push("ch", "r"), Status::ok);
}

TEST(Producer, RefusesRecordsThatAStreamCannotCarry)
{
    FakeNode node([&](Peer& peer) {
        peer.send(status(200));
        peer.read_to_end();
    });
    LegacyConnection connection(node.address());
    Producer producer = connection.produce("ch");
    EXPECT_THROW(producer.push(""), std::invalid_argument);
    EXPECT_THROW(producer.push(std::string(legacy::max_array + 1, 'x')), std::invalid_argument);
    EXPECT_EQ(producer.pushed(), 0U);
}

TEST(Producer, NoticesThatTheNodeLeft)
{
    FakeNode node([&](Peer& peer) {
        peer.read(request.size());
        peer.send(status(200));
    });
    LegacyConnection connection(node.address());
    Producer producer = connection.produce("ch");
    const std::string record(10'000, 'x');
    EXPECT_THROW(
        {
            while (true)
                producer.push(record);
        },
        Error);
}

TEST(Producer, RefusesAnAnswerInMidStream)
{
    FakeNode node([&](Peer& peer) {
        peer.read(request.size());
        peer.send(status(200));
        peer.read(1);
        peer.send("x");
        peer.read_to_end();
    });
    LegacyConnection connection(node.address());
    Producer producer = connection.produce("ch");
    const std::string record(100'000, 'x');
    try {
        while (true)
            producer.push(record);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::protocol);
    }
}

TEST(Producer, ClosesTheConnectionWithoutItsEnd)
{
    FakeNode node([&](Peer& peer) {
        peer.send(status(200));
        EXPECT_EQ(peer.read_to_end(), request + array("r"));
    });
    LegacyConnection connection(node.address());
    {
        Producer producer = connection.produce("ch");
        producer.push("r");
        producer.flush();
    }
    EXPECT_FALSE(connection.open());
}

} // namespace
} // namespace dmq::client
