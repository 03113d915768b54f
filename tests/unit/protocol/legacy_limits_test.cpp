// SPDX-License-Identifier: BSL-1.0
// The limits of legacy-protocol §3 and §12 D5, and lengths that can never come.
#include "feed.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/legacy.hpp>

#include <gtest/gtest.h>

#include <string>

namespace dmq::legacy {
namespace {

using namespace support;
using test::Feed;

constexpr std::uint64_t too_long[] = {max_array + 1,          std::uint64_t{1} << 32,
                                      std::uint64_t{1} << 62, std::uint64_t{1} << 63,
                                      ~std::uint64_t{0},      ~std::uint64_t{0} - 7};

std::string longest() { return arr(std::string(max_array, 'x')); }

template <class Codec> void expect_refused(const std::string& bytes, Error error, Codec codec)
{
    Feed<Codec> feed(codec);
    EXPECT_TRUE(feed.arrive(bytes));
    EXPECT_EQ(feed.codec().error(), error);
}

TEST(LegacyLimits, AreThoseOfTheSpecification)
{
    EXPECT_EQ(max_array, 10'485'760U);
    EXPECT_EQ(max_list, 16'777'216U);
}

TEST(LegacyLimits, LongestByteStringIsAccepted)
{
    Feed<ArraysCodec<1>> array;
    EXPECT_TRUE(array.arrive(longest()));
    EXPECT_FALSE(array.codec().error());
    EXPECT_EQ(array.result()[0].size(), max_array);

    Feed stream{StreamCodec(1)};
    EXPECT_TRUE(stream.arrive(longest()));
    EXPECT_EQ(stream.result().run.records, 1U);

    Feed<ListCodec<true>> list_and_value;
    EXPECT_TRUE(list_and_value.arrive(list({"a"}) + longest()));
    EXPECT_EQ(list_and_value.result().value.size(), max_array);
}

TEST(LegacyLimits, LongerByteStringsAreRefusedByTheirLength)
{
    for (const std::uint64_t length : too_long) {
        SCOPED_TRACE(length);
        const auto error = Error::array_too_long;
        expect_refused(u64(length), error, ArraysCodec<1>());
        expect_refused(arr("ch") + u64(length), error, ArraysCodec<2>());
        expect_refused(u64(length), error, ListCodec<false>());
        expect_refused(list({"a"}) + u64(length), error, ListCodec<true>());
        expect_refused(u64(length), error, StreamCodec(1000));
    }
}

TEST(LegacyLimits, RecordsBeforeATooLongOneAreHandedOutFirst)
{
    for (const std::uint64_t length : too_long) {
        SCOPED_TRACE(length);
        const std::string good = records({"one", "two"});
        Feed feed{StreamCodec(1000)};
        EXPECT_TRUE(feed.arrive(good + u64(length)));
        EXPECT_FALSE(feed.codec().error());
        EXPECT_EQ(feed.result().run.records, 2U);
        EXPECT_FALSE(feed.result().last);
        EXPECT_EQ(feed.codec().size(), good.size());
    }
}

/// A list of exactly `size` bytes, its end included.
std::string list_of_size(std::size_t size)
{
    const std::size_t second = size - longest().size() - 2 * record_header;
    return longest() + arr(std::string(second, 'y')) + arr("");
}

TEST(LegacyLimits, LongestListIsAccepted)
{
    Feed<ListCodec<false>> feed;
    EXPECT_TRUE(feed.arrive(list_of_size(max_list)));
    EXPECT_FALSE(feed.codec().error());
    EXPECT_EQ(feed.codec().size(), max_list);
    EXPECT_EQ(feed.result().names.size(), 2U);
}

TEST(LegacyLimits, LongerListsAreRefused)
{
    expect_refused(list_of_size(max_list + 1), Error::list_too_long, ListCodec<false>());
    expect_refused(list_of_size(max_list + 1) + arr("x"), Error::list_too_long, ListCodec<true>());
}

TEST(LegacyLimits, LimitOfTheListIsNotOneOfTheValueBehindIt)
{
    Feed<ListCodec<true>> feed;
    EXPECT_TRUE(feed.arrive(list_of_size(max_list) + longest()));
    EXPECT_FALSE(feed.codec().error());
    EXPECT_EQ(feed.result().value.size(), max_array);
}

TEST(LegacyLimits, ErrorsHaveATextAndACategory)
{
    const std::error_code error = Error::array_too_long;
    EXPECT_STREQ(error.category().name(), "dmq.legacy");
    EXPECT_EQ(error.message(), "byte string longer than 10485760 bytes");
    EXPECT_EQ(make_error_code(Error::list_too_long).message(),
              "list of channel names longer than 16777216 bytes");
}

} // namespace
} // namespace dmq::legacy
