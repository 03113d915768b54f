// SPDX-License-Identifier: BSL-1.0
#include "content.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace dmq::bench {
namespace {

std::vector<std::byte> copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

TEST(Content, CarriesIndexAndStamp)
{
    Content content(100);
    const Bytes record = content.make(7, 12345);
    EXPECT_EQ(record.size(), 100U);
    EXPECT_EQ(Content::index_of(record), 7U);
    EXPECT_EQ(Content::stamp_of(record), 12345U);
    EXPECT_NO_THROW(content.check(record));
}

TEST(Content, RefusesTooShortRecords) { EXPECT_THROW(Content(23), std::runtime_error); }

TEST(Content, NoticesEveryDamagedByteOfTheBody)
{
    Content content(40);
    const auto good = copy(content.make(3));
    for (std::size_t at = 16; at < good.size(); ++at) {
        auto bad = good;
        bad[at] ^= std::byte{1};
        EXPECT_THROW(content.check(bad), std::runtime_error) << at;
    }
}

TEST(Content, NoticesTheBodyOfAnotherRecord)
{
    Content content(40);
    auto mixed = copy(content.make(3));
    const auto other = copy(content.make(4));
    std::copy(other.begin() + 16, other.end(), mixed.begin() + 16);
    EXPECT_THROW(content.check(mixed), std::runtime_error);
}

TEST(Content, NoticesAnotherSize)
{
    Content content(40);
    auto record = copy(content.make(0));
    EXPECT_THROW(content.check(Bytes(record).first(39)), std::runtime_error);
    record.push_back({});
    EXPECT_THROW(content.check(record), std::runtime_error);
    EXPECT_THROW(content.check({}), std::runtime_error);
}

TEST(Tally, AcceptsEachIndexOnceInAnyOrder)
{
    Tally tally(false);
    for (const std::uint64_t index : {2, 0, 3, 1})
        tally.add(index);
    EXPECT_EQ(tally.count(), 4U);
    EXPECT_NO_THROW(tally.check(4));
}

TEST(Tally, NoticesWhatIsMissing)
{
    Tally tally(false);
    tally.add(0);
    EXPECT_THROW(tally.check(2), std::runtime_error);
}

TEST(Tally, NoticesARecordThatCameTwiceInsteadOfAnother)
{
    Tally tally(false);
    for (const std::uint64_t index : {0, 1, 1})
        tally.add(index);
    EXPECT_THROW(tally.check(3), std::runtime_error);
}

TEST(Tally, NoticesDisorderAtOnce)
{
    Tally tally(true);
    tally.add(0);
    EXPECT_THROW(tally.add(2), std::runtime_error);
}

} // namespace
} // namespace dmq::bench
