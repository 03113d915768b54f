// SPDX-License-Identifier: BSL-1.0
// dmq channels: the table, the JSON, and what the node may answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <table.hpp>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using namespace dmq::test;
using legacy::Command;
using testing::HasSubstr;

TEST(Table, IsAligned)
{
    EXPECT_EQ(channel_table({{"a", 1, 10}, {"a-long-name", 12345, 1536}}, false),
              "CHANNEL      RECORDS  BYTES\n"
              "a                  1     10\n"
              "a-long-name    12345   1536\n"
              "TOTAL          12346   1546\n");
    EXPECT_EQ(channel_table({}, true),
              "CHANNEL  RECORDS  BYTES\n"
              "TOTAL          0    0 B\n");
}

TEST(Table, HasHumanSizes)
{
    EXPECT_EQ(size_text(1023, false), "1023");
    EXPECT_EQ(size_text(1023, true), "1023 B");
    EXPECT_EQ(size_text(1536, true), "1.5 KiB");
    EXPECT_EQ(size_text(1024 * 1024 - 1, true), "1.0 MiB");
    EXPECT_EQ(size_text(~0ULL, true), "16.0 EiB");
}

TEST(Table, HasJson)
{
    EXPECT_EQ(channel_json({{"a", 1, 2}, {"b", 3, 4}}),
              "{\"channels\":[{\"channel\":\"a\",\"records\":1,\"bytes\":2},"
              "{\"channel\":\"b\",\"records\":3,\"bytes\":4}],\"records\":4,\"bytes\":6}\n");
    EXPECT_EQ(channel_json({}), "{\"channels\":[],\"records\":0,\"bytes\":0}\n");
    EXPECT_EQ(json_string("a\"\\\n\xff"), "\"a\\u0022\\u005c\\u000a\\u00ff\"");
}

void answer_sizes(Peer& peer)
{
    EXPECT_EQ(peer.read(4), command(Command::get_channels));
    peer.send(status(200) + list({"b", "a"}));
    for (const std::uint64_t number : {1, 2}) {
        const std::string request = command(Command::get_channel_size) +
            array(number == 1 ? "a" : "b");
        EXPECT_EQ(peer.read(request.size()), request);
        peer.send(status(200) + array("127.0.0.1") + integer16(1) + integer64(number) +
                  integer64(10 * number));
    }
}

TEST(Channels, ArePrintedInOrder)
{
    const FakeNode node({answer_sizes, answer_sizes});
    const Result table = run({"channels"}, "", &node);
    EXPECT_EQ(table.out,
              "CHANNEL  RECORDS  BYTES\n"
              "a              1     10\n"
              "b              2     20\n"
              "TOTAL          3     30\n");
    EXPECT_EQ(table.code, 0);
    EXPECT_THAT(run({"channels", "--json"}, "", &node).out,
                HasSubstr("\"records\":3,\"bytes\":30}"));
}

TEST(Channels, AreNotKnownToOldNodes)
{
    const FakeNode closing(command(Command::get_channels), "");
    const Result closed = run({"channels"}, "", &closing);
    EXPECT_EQ(closed.code, 3);
    EXPECT_THAT(closed.err, HasSubstr("the node closed the connection during GetChannels"));
    const FakeNode refusing(command(Command::get_channels), status(406));
    const Result refused = run({"channels"}, "", &refusing);
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(refused.err, "dmq channels: GetChannels: not supported (406)\n");
}

} // namespace
} // namespace dmq::cli
