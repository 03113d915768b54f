// SPDX-License-Identifier: BSL-1.0
// Views of bytes and records, and which names channels and subscribers may have.
#include "fixtures/fake_storage.hpp"

#include <dmq/plugin/bytes.hpp>
#include <dmq/plugin/channel.hpp>

#include <gmock/gmock.h>

#include <array>
#include <cctype>
#include <string>

namespace dmq {
namespace {

using support::payloads;
using support::wire_record;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Bytes, ViewsOfTextAreTheSameMemory)
{
    const std::string text("a\0b\xff", 4);
    EXPECT_EQ(bytes_of(text).size(), 4U);
    EXPECT_EQ(text_of(bytes_of(text)).data(), text.data());
    EXPECT_EQ(text_of(bytes_of(text)), text);
    EXPECT_EQ(text_of(Bytes()), "");
}

TEST(Bytes, IntegersAreLittleEndianAtAnyAddress)
{
    std::array<std::byte, 16> memory{};
    for (std::size_t at = 0; at < 8; ++at) {
        store<std::uint64_t>(memory.data() + at, 0x0102030405060708U);
        EXPECT_EQ(memory[at], std::byte{8});
        EXPECT_EQ(memory[at + 7], std::byte{1});
        EXPECT_EQ(load<std::uint64_t>(memory.data() + at), 0x0102030405060708U);
        EXPECT_EQ(load<std::uint16_t>(memory.data() + at), 0x0708U);
    }
}

TEST(Records, WalksPayloads)
{
    const std::string wire = wire_record("a") + wire_record("") + wire_record("ccc");
    EXPECT_THAT(payloads(bytes_of(wire)), ElementsAre("a", "", "ccc"));
    EXPECT_THAT(payloads(Bytes()), IsEmpty());
}

bool in_alphabet(int byte)
{
    return byte < 128 && (std::isalnum(byte) != 0 || byte == '_' || byte == '-');
}

TEST(Names, OnlyTheAlphabetIsAllowedAtAnyPlace)
{
    for (int byte = 0; byte < 256; ++byte) {
        for (std::size_t at = 0; at < 3; ++at) {
            std::string name = "abc";
            name[at] = static_cast<char>(byte);
            EXPECT_EQ(valid_channel_name(name), in_alphabet(byte)) << byte << " at " << at;
            EXPECT_EQ(valid_subscriber_name(name), in_alphabet(byte)) << byte << " at " << at;
        }
    }
}

TEST(Names, LengthsAreLimited)
{
    EXPECT_FALSE(valid_channel_name(""));
    EXPECT_TRUE(valid_channel_name("x"));
    EXPECT_TRUE(valid_channel_name(std::string(180, 'x')));
    EXPECT_FALSE(valid_channel_name(std::string(181, 'x')));
    EXPECT_TRUE(valid_subscriber_name(""));
    EXPECT_TRUE(valid_subscriber_name(std::string(60, 'x')));
    EXPECT_FALSE(valid_subscriber_name(std::string(61, 'x')));
}

TEST(QueueUsage, AddsUpAndKnowsItsFullness)
{
    QueueUsage usage{1, 10, 2, 20, 100};
    EXPECT_EQ(usage.records(), 3U);
    EXPECT_EQ(usage.bytes(), 30U);
    EXPECT_EQ(usage.percent(), 10U);
    usage += QueueUsage{1, 189, 0, 0, 100};
    EXPECT_EQ(usage.percent(), 99U) << "truncated";
    EXPECT_EQ(usage.capacity, 200U);
    EXPECT_EQ(QueueUsage().percent(), 100U);
}

} // namespace
} // namespace dmq
