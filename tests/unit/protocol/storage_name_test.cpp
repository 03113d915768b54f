// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/dump_format.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <gtest/gtest.h>

#include <string>

namespace dmq {
namespace {

TEST(StorageName, IsAChannelOrSubscriberAndChannel)
{
    for (const auto* name : {"ch1", "@ch1", "sub@ch1", "_", "-", "A-z_0@9"})
        EXPECT_TRUE(valid_storage_name(name)) << name;
    for (const auto* name :
         {"", "@", "ch1@", "a@b@c", "@@a", "a.b", "a/b", "../a", "a b", "\xc3\xa4", "a@ b"})
        EXPECT_FALSE(valid_storage_name(name)) << name;
}

TEST(StorageName, HasItsChannelBehindTheAt)
{
    EXPECT_EQ(channel_of("ch1"), "ch1");
    EXPECT_EQ(channel_of("@ch1"), "ch1");
    EXPECT_EQ(channel_of("sub@ch1"), "ch1");
    EXPECT_TRUE(has_subscriber("@ch1"));
    EXPECT_FALSE(has_subscriber("ch1"));
}

TEST(DumpHeader, IsThatOfTheSpecification)
{
    const auto bytes = encode(DumpHeader{1, 18});
    EXPECT_EQ(text_of(bytes), std::string("\x01\0\0\0\x12\0\0\0\0\0\0\0", 12));
    const auto header = decode_dump_header(bytes);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->records, 1U);
    EXPECT_EQ(header->size, 18U);
    EXPECT_FALSE(decode_dump_header(Bytes(bytes).first(11)));
}

TEST(Dump, CountsRecordsEmptyOnesAndWhatFollows)
{
    const std::string records("\x01\0\0\0\0\0\0\0a\0\0\0\0\0\0\0\0", 17);
    const DumpContent content = check_dump(DumpHeader{2, 17}, bytes_of(records), 12 + 17 + 5);
    EXPECT_EQ(content.records, 2U);
    EXPECT_EQ(content.empty_records, 1U);
    EXPECT_EQ(content.size, 17U);
    EXPECT_EQ(content.trailing, 5U);
    EXPECT_FALSE(content.damage);
}

TEST(Dump, SaysWhereItIsDamaged)
{
    const std::string records("\x01\0\0\0\0\0\0\0a\x09\0\0\0\0\0\0\0", 17);
    const auto damage = check_dump(DumpHeader{2, 17}, bytes_of(records), 29).damage;
    ASSERT_TRUE(damage);
    EXPECT_EQ(damage->offset, 21U);
    EXPECT_EQ(check_dump(std::nullopt, {}, 7).damage->offset, 7U);
}

} // namespace
} // namespace dmq
