// SPDX-License-Identifier: BSL-1.0
// Headers, preface and both indices of the disk overflow: the specification's values, and damage.
#include <dmq/protocol/overflow_format.hpp>

#include <gmock/gmock.h>

#include <limits>
#include <string>

namespace dmq::overflow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string hex(Bytes bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::byte b : bytes) {
        text += digits[static_cast<unsigned>(b) >> 4U];
        text += digits[static_cast<unsigned>(b) & 15U];
    }
    return text;
}

TEST(OverflowHeader, IsThatOfTheSpecification)
{
    EXPECT_EQ(hex(encode({1, 36, 4})),
              "0100000000000000"
              "2400000000000000"
              "2100000000000000"
              "0400000000000000");
    EXPECT_EQ(hex(encode({0, 0, 486944})),
              "0000000000000000"
              "0000000000000000"
              "4900000000000000"
              "206e070000000000");
}

TEST(OverflowHeader, HasTheParitiesOfTheOriginalsFixtures)
{
    // ids 3, 1, 2, 6, 4, 7, 5 with length 10
    const std::vector<std::pair<std::uint32_t, int>> expected{
        {3, 0x09}, {1, 0x0b}, {2, 0x08}, {6, 0x0c}, {4, 0x0e}, {7, 0x0d}, {5, 0x0f}};
    for (const auto& [channel, parity] : expected)
        EXPECT_EQ(static_cast<int>(encode({channel, 0, 10})[16]), parity) << channel;
}

TEST(OverflowHeader, ComesBack)
{
    for (const RecordHeader header :
         {RecordHeader{1, 36, 4}, RecordHeader{0, 0, 0}, RecordHeader{0xffffffff, 1, 1},
          RecordHeader{7, std::uint64_t{1} << 40, std::uint64_t{1} << 39}}) {
        const HeaderBytes bytes = encode(header);
        EXPECT_EQ(decode(bytes), header);
        EXPECT_TRUE(padding_is_zero(bytes));
    }
}

TEST(OverflowHeader, EveryChangedByteIsSeenButPadding)
{
    const HeaderBytes bytes = encode({0x01020304, 0x1122334455667788, 0x99});
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        HeaderBytes changed = bytes;
        changed[at] ^= std::byte{0x40};
        const bool padding = (at >= 4 && at < 8) || (at >= 17 && at < 24);
        EXPECT_EQ(decode(changed).has_value(), padding) << at;
        EXPECT_EQ(padding_is_zero(changed), !padding) << at;
    }
}

TEST(OverflowHeader, AnAbsurdLengthIsNone)
{
    EXPECT_FALSE(decode(encode({1, 0, std::numeric_limits<std::uint64_t>::max()})));
    EXPECT_FALSE(decode(encode({1, 0, std::uint64_t{1} << 63})));
}

TEST(OverflowPreface, IsAnEmptyStartForTheOriginalAndKeepsTheCut)
{
    const auto preface = encode_preface(1000, 3 << 20);
    EXPECT_EQ(text_of(preface).substr(0, 8), "QDSKOF01");
    EXPECT_EQ(decode(std::span(preface).subspan<8, header_size>()), (RecordHeader{0, 0, 1000}));
    EXPECT_EQ(decode_cut(preface), std::uint64_t{3} << 20);
}

TEST(OverflowPreface, NothingElseHasACut)
{
    auto preface = encode_preface(1000, 3 << 20);
    EXPECT_EQ(decode_cut(std::span(preface).first(preface_size - 1)), 0U);
    EXPECT_EQ(decode_cut({}), 0U);
    auto unmarked = preface;
    unmarked[40] ^= std::byte{1};
    EXPECT_EQ(decode_cut(unmarked), 0U);
    preface[8] = std::byte{1}; // wrong parity
    EXPECT_EQ(decode_cut(preface), 0U);
}

TEST(OverflowIndex, IsThatOfTheOriginalsFixture)
{
    const IndexLine line{"sub1@ch1", 1, 10, 50, 50};
    EXPECT_EQ(format(line), "sub1@ch1 1 10 50 50\n");
    const Index index = parse_index("sub1@ch1 1 10 50 50\n");
    EXPECT_THAT(index.lines, ElementsAre(line));
    EXPECT_THAT(index.bad, IsEmpty());
}

TEST(OverflowIndex, ReadsSeveralLinesWithAnyBlanks)
{
    const Index index = parse_index("a 2 20 8 50\n\n @b\t1 0   92 92 \r\n  \nc 1 5 124 124");
    EXPECT_THAT(index.lines,
                ElementsAre(IndexLine{"a", 2, 20, 8, 50}, IndexLine{"@b", 1, 0, 92, 92},
                            IndexLine{"c", 1, 5, 124, 124}));
    EXPECT_THAT(index.bad, IsEmpty());
    EXPECT_THAT(parse_index("").lines, IsEmpty());
}

TEST(OverflowIndex, BadLinesAreToldAndTheOthersRead)
{
    const char* const bad[] = {"a 1 10 8",        "a 1 10 8 8 8",
                               "a b 10 8 8",      "a 1 10 8 8x",
                               "a 1 -10 8 8",     "a@ 1 10 8 8",
                               "a.b 1 10 8 8",    "a@b@c 1 1 8 8",
                               "a 0 0 8 8",       "a 1 10 8 50",
                               "a 2 10 8 8",      "a 2 10 50 8",
                               "a 1 10 7 7",      "a 1 99999999999999999999 8 8",
                               "\xff\xfe 1 1 8 8"};
    for (const char* const line : bad) {
        const Index index = parse_index("x 1 1 100 100\n" + std::string(line) + "\ny 1 1 200 200");
        EXPECT_THAT(index.lines, SizeIs(2)) << line;
        ASSERT_THAT(index.bad, SizeIs(1)) << line;
        EXPECT_EQ(index.bad[0].number, 2U);
        EXPECT_NE(index.bad[0].what, "");
    }
}

TEST(OverflowIndex, NamesAndPositionsAreUnique)
{
    EXPECT_THAT(parse_index("a 1 1 8 8\na 1 1 50 50\n").bad, SizeIs(1));
    EXPECT_THAT(parse_index("a 1 1 8 8\nb 1 1 8 8\n").bad, SizeIs(1));
    EXPECT_THAT(parse_index("a 2 2 8 50\nb 2 2 9 50\n").bad, SizeIs(1));
    EXPECT_THAT(parse_index("a 2 2 8 50\nb 2 2 50 90\n").bad, SizeIs(1));
}

TEST(OwnIndex, ComesBackAndTheLastLineOfAChannelCounts)
{
    const OwnLine one{1, "ch1", 8, 40}, renamed{1, "@ch1", 8, 40}, two{2, "", 0, 0};
    EXPECT_EQ(format(one), "1 ch1 8 40\n");
    EXPECT_EQ(format(two), "2 ! 0 0\n");
    const OwnIndex index = parse_own_index(std::string(own_index_title) + format(one) +
                                           format(two) + format(renamed));
    EXPECT_THAT(index.lines, ElementsAre(renamed, two));
    EXPECT_THAT(index.bad, IsEmpty());
}

TEST(OwnIndex, ALineThatWasBeingWrittenDoesNotCount)
{
    const std::string text = std::string(own_index_title) + "1 ch1 8 8\n2 ch2 100 100\n";
    for (std::size_t size = 0; size < text.size(); ++size) {
        const OwnIndex index = parse_own_index(std::string_view(text).substr(0, size));
        EXPECT_THAT(index.bad, IsEmpty()) << size;
        EXPECT_EQ(index.lines.size(), size < 35 ? 0U : 1U) << size;
    }
    EXPECT_THAT(parse_own_index(text).lines, SizeIs(2));
}

TEST(OwnIndex, NonsenseIsToldAndLeftOut)
{
    const OwnIndex index = parse_own_index(
        "dmqnode overflow index 1\n"
        "0 a 8 8\nx a 8 8\n1 a@ 8 8\n1 a 8\n\n1 a 8 -8\n3 c 8 8\n");
    EXPECT_THAT(index.lines, ElementsAre(OwnLine{3, "c", 8, 8}));
    EXPECT_THAT(index.bad, SizeIs(6));
}

} // namespace
} // namespace dmq::overflow
