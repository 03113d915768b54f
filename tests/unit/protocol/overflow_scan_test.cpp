// SPDX-License-Identifier: BSL-1.0
// What a scan finds in whole, cut and damaged data files.
#include <dmq/protocol/overflow_scan.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>

namespace dmq::overflow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

/// A data file under construction; links are those that the original would write.
class DataFile {
public:
    std::uint64_t add(std::uint32_t channel, std::string_view payload)
    {
        const std::uint64_t position = bytes_.size();
        if (const auto last = last_.find(channel); last != last_.end())
            put(last->second, {channel, position - last->second, length(last->second)});
        bytes_.append(header_size, '\0');
        put(position, {channel, 0, payload.size()});
        bytes_ += payload;
        if (channel != 0)
            last_[channel] = position;
        return position;
    }
    void put(std::uint64_t position, const RecordHeader& header)
    {
        bytes_.replace(position, header_size, text_of(encode(header)));
    }
    std::string& bytes() { return bytes_; }

private:
    std::uint64_t length(std::uint64_t position) const
    {
        return load<std::uint64_t>(bytes_of(bytes_).data() + position + 24);
    }

    std::string bytes_{file_id};
    std::map<std::uint32_t, std::uint64_t> last_;
};

ChainBuilder scanned(const std::string& file, ChainBuilder chains = {})
{
    const ReadAt read = [&file](std::uint64_t position, std::span<std::byte> into) {
        const std::size_t size = std::min<std::size_t>(into.size(), file.size() - position);
        std::memcpy(into.data(), file.data() + position, size);
        return size;
    };
    scan(first_record, file.size(), read, chains);
    return chains;
}

TEST(OverflowScan, FindsTheChainsOfTheChannels)
{
    DataFile file;
    const auto a1 = file.add(1, "one");
    const auto b = file.add(2, "two2");
    const auto a2 = file.add(1, "");
    auto chains = scanned(file.bytes());
    EXPECT_THAT(
        chains.chains(),
        ElementsAre(Pair(1U, Chain{2, 3, a1, a2, 3, 0}), Pair(2U, Chain{1, 4, b, b, 4, 4})));
    EXPECT_THAT(chains.unreadable(), IsEmpty());
    EXPECT_THAT(chains.bad_links(), IsEmpty());
    EXPECT_EQ(chains.highest_channel(), 2U);
}

TEST(OverflowScan, AFileWithoutRecordsHasNone)
{
    EXPECT_THAT(scanned(std::string(file_id)).chains(), IsEmpty());
    EXPECT_THAT(scanned(std::string(file_id)).unreadable(), IsEmpty());
}

TEST(OverflowScan, PassesOverSpareRecords)
{
    DataFile file;
    file.add(0, std::string(1000, '\0'));
    const auto a = file.add(1, "a");
    file.add(0, "x");
    const auto chains = scanned(file.bytes());
    EXPECT_THAT(chains.chains(), ElementsAre(Pair(1U, Chain{1, 1, a, a, 1, 1})));
    EXPECT_THAT(chains.unreadable(), IsEmpty());
}

TEST(OverflowScan, LeavesOutWhatLiesBeforeTheBegin)
{
    DataFile file;
    file.add(1, "delivered");
    const auto a = file.add(1, "a");
    ChainBuilder builder;
    builder.begin_at(1, a);
    builder.begin_at(2, 10000);
    file.add(2, "gone");
    const auto chains = scanned(file.bytes(), builder);
    EXPECT_THAT(chains.chains(), ElementsAre(Pair(1U, Chain{1, 1, a, a, 1, 1})));
    EXPECT_EQ(chains.highest_channel(), 2U);
}

TEST(OverflowScan, FindsLinksThatWereNotWrittenOrLeadNowhere)
{
    DataFile file;
    const auto a = file.add(1, "aa");
    const auto b = file.add(1, "b");
    file.put(a, {1, 0, 2}); // killed before it was linked
    file.put(b, {1, 33, 1}); // the next one was never written
    auto chains = scanned(file.bytes());
    const auto links = chains.bad_links();
    ASSERT_THAT(links, SizeIs(2));
    EXPECT_EQ(links[0].position, a);
    EXPECT_EQ(links[0].header, (RecordHeader{1, b - a, 2}));
    EXPECT_EQ(links[0].found, 0U);
    EXPECT_EQ(links[1].position, b);
    EXPECT_EQ(links[1].header, (RecordHeader{1, 0, 1}));
    EXPECT_EQ(links[1].found, 33U);
}

TEST(OverflowScan, AnIncompleteRecordAtTheEndCostsItselfWhereverTheFileEnds)
{
    DataFile file;
    const auto a = file.add(1, "first");
    const auto end = file.bytes().size();
    file.add(1, "second record");
    for (std::size_t size = end + 1; size < file.bytes().size(); ++size) {
        const auto chains = scanned(file.bytes().substr(0, size));
        EXPECT_THAT(chains.chains(), ElementsAre(Pair(1U, Chain{1, 5, a, a, 5, 5}))) << size;
        ASSERT_THAT(chains.unreadable(), SizeIs(1)) << size;
        EXPECT_EQ(chains.unreadable()[0].begin, end);
        EXPECT_EQ(chains.unreadable()[0].end, size);
    }
}

TEST(OverflowScan, ZerosAtTheEndAreNoRecords)
{
    DataFile file;
    const auto a = file.add(1, "first");
    const auto end = file.bytes().size();
    file.bytes().append(5000, '\0');
    const auto chains = scanned(file.bytes());
    EXPECT_THAT(chains.chains(), ElementsAre(Pair(1U, Chain{1, 5, a, a, 5, 5})));
    ASSERT_THAT(chains.unreadable(), SizeIs(1));
    EXPECT_EQ(chains.unreadable()[0].begin, end);
}

TEST(OverflowScan, ADamagedHeaderCostsItsRecordOnly)
{
    for (std::size_t at = 0; at < header_size; ++at) {
        const bool padding = (at >= 4 && at < 8) || (at >= 17 && at < 24);
        if (padding)
            continue;
        DataFile file;
        const auto a = file.add(1, "first");
        const auto b = file.add(2, "second");
        const auto c = file.add(1, "third");
        const auto d = file.add(2, "fourth");
        file.bytes()[b + at] = static_cast<char>(file.bytes()[b + at] ^ 0x11);
        auto chains = scanned(file.bytes());
        EXPECT_THAT(
            chains.chains(),
            ElementsAre(Pair(1U, Chain{2, 10, a, c, 5, 5}), Pair(2U, Chain{1, 6, d, d, 6, 6})))
            << at;
        ASSERT_THAT(chains.unreadable(), SizeIs(1)) << at;
        EXPECT_EQ(chains.unreadable()[0].begin, b);
        EXPECT_EQ(chains.unreadable()[0].end, c);
        EXPECT_THAT(chains.bad_links(), IsEmpty());
    }
}

TEST(OverflowScan, ALengthThatIsWrongWithRightParityIsDamageToo)
{
    DataFile file;
    const auto a = file.add(1, "first");
    const auto b = file.add(1, "second");
    file.put(a, {1, b - a, std::uint64_t{1} << 40});
    const auto chains = scanned(file.bytes());
    EXPECT_THAT(chains.chains(), ElementsAre(Pair(1U, Chain{1, 6, b, b, 6, 6})));
    EXPECT_THAT(chains.unreadable(), ElementsAre(testing::Field(&Unreadable::begin, a)));
}

TEST(OverflowScan, FindsItsWayAfterGarbageOfAnySize)
{
    const unsigned seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 50; ++round) {
        DataFile file;
        const auto a = file.add(1, "first");
        const auto garbage = file.bytes().size();
        const std::size_t size = 1 + random() % 3000;
        for (std::size_t i = 0; i < size; ++i)
            file.bytes() += static_cast<char>(random());
        const auto b = file.add(1, std::string(random() % 100, 'b'));
        const auto chains = scanned(file.bytes());
        ASSERT_EQ(chains.chains().at(1).first, a);
        ASSERT_EQ(chains.chains().at(1).last, b);
        ASSERT_EQ(chains.chains().at(1).records, 2U);
        ASSERT_THAT(chains.unreadable(), SizeIs(1));
        ASSERT_EQ(chains.unreadable()[0].begin, garbage);
        ASSERT_EQ(chains.unreadable()[0].end, b);
    }
}

TEST(OverflowScan, ReadsFilesLargerThanItsWindow)
{
    DataFile file;
    std::uint64_t last = 0;
    for (int i = 0; i < 50; ++i)
        last = file.add(1 + i % 2, std::string(static_cast<std::size_t>(i) * 4000, 'x'));
    const auto chains = scanned(file.bytes());
    EXPECT_EQ(chains.chains().at(1).records, 25U);
    EXPECT_EQ(chains.chains().at(2).last, last);
    EXPECT_THAT(chains.unreadable(), IsEmpty());
}

} // namespace
} // namespace dmq::overflow
