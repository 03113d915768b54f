// SPDX-License-Identifier: BSL-1.0
// The codecs of dmq/protocol/legacy.hpp: what they find, wherever the input is cut.
#include "feed.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/legacy.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <vector>

namespace dmq::legacy {
namespace {

using namespace support;
using test::expect_item_at_every_cut;
using test::Feed;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::vector<std::string> texts(RecordRun run)
{
    std::vector<std::string> texts;
    for (Bytes record : Records(run.bytes))
        texts.emplace_back(text_of(record));
    return texts;
}

TEST(IntegerCodec, ReadsLittleEndian)
{
    const auto check = [](std::int32_t value) { EXPECT_EQ(value, -2); };
    expect_item_at_every_cut<IntegerCodec<std::int32_t>>(hex("feffffff 01"), 4, check);
}

TEST(ArraysCodec, FindsOneByteString)
{
    const std::string item = arr("channel1");
    expect_item_at_every_cut<ArraysCodec<1>>(item + cmd(1), item.size(), [](const auto& arrays) {
        EXPECT_EQ(text_of(arrays[0]), "channel1");
    });
}

TEST(ArraysCodec, FindsTwoByteStringsOfTheSpecificationsVector)
{
    const std::string item = hex(
        "0800000000000000 6368616e6e656c31 0b00000000000000 68656c6c6f20776f726c64");
    expect_item_at_every_cut<ArraysCodec<2>>(item + cmd(1), item.size(), [](const auto& arrays) {
        EXPECT_EQ(text_of(arrays[0]), "channel1");
        EXPECT_EQ(text_of(arrays[1]), "hello world");
    });
}

TEST(ArraysCodec, FindsEmptyByteStrings)
{
    expect_item_at_every_cut<ArraysCodec<2>>(arr("") + arr(""), 16, [](const auto& arrays) {
        EXPECT_TRUE(arrays[0].empty());
        EXPECT_TRUE(arrays[1].empty());
    });
}

TEST(ListCodec, FindsAList)
{
    const std::string item = list({"a", "channel2", "c"});
    expect_item_at_every_cut<ListCodec<false>>(
        item + arr("next"), item.size(), [](const ListAndValue& found) {
            EXPECT_THAT(found.names, ElementsAre("a", "channel2", "c"));
            EXPECT_TRUE(found.value.empty());
        });
}

TEST(ListCodec, FindsAnEmptyList)
{
    expect_item_at_every_cut<ListCodec<false>>(
        list({}) + arr("x"), 8,
        [](const ListAndValue& found) { EXPECT_THAT(found.names, IsEmpty()); });
}

TEST(ListCodec, FindsAListAndAValue)
{
    const std::string item = list({"a", "b"}) + arr("value");
    expect_item_at_every_cut<ListCodec<true>>(item + cmd(9), item.size(),
                                              [](const ListAndValue& found) {
                                                  EXPECT_THAT(found.names, ElementsAre("a", "b"));
                                                  EXPECT_EQ(text_of(found.value), "value");
                                              });
}

TEST(ListCodec, FindsAnEmptyListAndAnEmptyValue)
{
    expect_item_at_every_cut<ListCodec<true>>(list({}) + arr("") + arr(""), 16,
                                              [](const ListAndValue& found) {
                                                  EXPECT_THAT(found.names, IsEmpty());
                                                  EXPECT_TRUE(found.value.empty());
                                              });
}

TEST(StreamCodec, FindsAllWholeRecordsThatAreBuffered)
{
    Feed feed{StreamCodec(1000)};
    EXPECT_TRUE(feed.arrive(records({"one", "2"}) + u64(5) + "thr"));
    EXPECT_THAT(texts(feed.result().run), ElementsAre("one", "2"));
    EXPECT_EQ(feed.result().run.records, 2U);
    EXPECT_FALSE(feed.result().last);
    EXPECT_EQ(feed.codec().size(), records({"one", "2"}).size());
}

TEST(StreamCodec, FindsTheEndBehindRecords)
{
    Feed feed{StreamCodec(1000)};
    EXPECT_TRUE(feed.arrive(list({"one", "2"}) + cmd(1)));
    EXPECT_THAT(texts(feed.result().run), ElementsAre("one", "2"));
    EXPECT_TRUE(feed.result().last);
    EXPECT_EQ(feed.codec().size(), list({"one", "2"}).size());
}

TEST(StreamCodec, FindsTheEndAloneAtEveryCut)
{
    expect_item_at_every_cut<StreamCodec>(
        arr(""), 8,
        [](const StreamPart& part) {
            EXPECT_EQ(part.run.records, 0U);
            EXPECT_TRUE(part.run.bytes.empty());
            EXPECT_TRUE(part.last);
        },
        StreamCodec(1000));
}

TEST(StreamCodec, IsSatisfiedWithOneRecordAtEveryCut)
{
    expect_item_at_every_cut<StreamCodec>(
        arr("record"), arr("record").size(),
        [](const StreamPart& part) {
            EXPECT_THAT(texts(part.run), ElementsAre("record"));
            EXPECT_FALSE(part.last);
        },
        StreamCodec(1000));
}

TEST(StreamCodec, StopsAtMaxBytes)
{
    const std::string input = records({"12", "34", "56"}); // 10 bytes each
    for (const auto& [max_bytes, expected] : std::vector<std::pair<std::size_t, std::uint32_t>>{
             {1, 1}, {10, 1}, {19, 1}, {20, 2}, {29, 2}, {30, 3}}) {
        SCOPED_TRACE(max_bytes);
        Feed feed{StreamCodec(max_bytes)};
        EXPECT_TRUE(feed.arrive(input));
        EXPECT_EQ(feed.result().run.records, expected);
        EXPECT_EQ(feed.codec().size(), expected * 10);
        EXPECT_FALSE(feed.result().last);
    }
}

TEST(StreamCodec, FindsTheEndBehindMaxBytes)
{
    Feed feed{StreamCodec(10)};
    EXPECT_TRUE(feed.arrive(list({"12"})));
    EXPECT_TRUE(feed.result().last);
}

/// Parses a stream that arrives in pieces, consuming what is found.
std::vector<std::string> parse_in_pieces(const std::string& stream, std::size_t max_bytes,
                                         std::mt19937& random)
{
    std::vector<std::string> found;
    std::string buffer;
    std::size_t delivered = 0;
    for (bool last = false; !last;) {
        StreamCodec codec(max_bytes);
        while (codec.wanted(bytes_of(buffer)) > buffer.size()) {
            const std::size_t piece = std::min<std::size_t>(random() % 40,
                                                            stream.size() - delivered);
            buffer = buffer + stream.substr(delivered, piece);
            delivered += piece;
        }
        const StreamPart part = codec.result(bytes_of(buffer));
        for (std::string& text : texts(part.run))
            found.push_back(std::move(text));
        last = part.last;
        buffer = buffer.substr(codec.size());
    }
    EXPECT_EQ(buffer + stream.substr(delivered), cmd(1));
    return found;
}

TEST(StreamCodec, FindsRandomStreams)
{
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> sent(random() % 30);
        std::string stream;
        for (std::string& record : sent) {
            record.assign(1 + random() % 50, static_cast<char>(random()));
            stream += arr(record);
        }
        EXPECT_THAT(parse_in_pieces(stream + arr("") + cmd(1), 1 + random() % 200, random),
                    ElementsAreArray(sent));
    }
}

} // namespace
} // namespace dmq::legacy
