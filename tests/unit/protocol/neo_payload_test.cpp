// SPDX-License-Identifier: BSL-1.0
// Fields of neo payloads: never past the end, whatever the bytes are.
#include "support/wire.hpp"

#include <dmq/protocol/neo_payload.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace dmq::neo {
namespace {

using support::arr;
using support::u64;

/// Bytes at the very end of their memory, so that AddressSanitizer sees any read behind them.
class Exact {
public:
    explicit Exact(std::string_view bytes)
        : memory_(new std::byte[bytes.size()]), size_(bytes.size())
    {
        std::memcpy(memory_.get(), bytes.data(), size_);
    }
    Bytes view() const noexcept { return {memory_.get(), size_}; }

private:
    std::unique_ptr<std::byte[]> memory_;
    std::size_t size_;
};

bool within(Bytes part, Bytes whole)
{
    return part.empty() ||
        (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

TEST(NeoPayloadReader, takes_each_kind_of_field)
{
    const std::string payload = std::string("\x80\xfd", 2) + u64(0xfedcba9876543210) + arr("abc") +
        arr("") + "raw" + arr("x") + arr("yz") + arr("end");
    PayloadReader in(bytes_of(payload));
    EXPECT_EQ(in.u8(), 0x80);
    EXPECT_EQ(in.i8(), -3);
    EXPECT_EQ(in.u64(), 0xfedcba9876543210);
    EXPECT_EQ(text_of(in.array()), "abc");
    EXPECT_TRUE(in.array().empty());
    EXPECT_EQ(text_of(in.raw(3)), "raw");
    const RecordRun two = in.arrays(2);
    EXPECT_EQ(two.records, 2U);
    EXPECT_EQ(text_of(two.bytes), arr("x") + arr("yz"));
    EXPECT_TRUE(in.ok());
    EXPECT_FALSE(in.finish()) << "bytes are left";
    EXPECT_EQ(text_of(in.array()), "end");
    EXPECT_TRUE(in.finish());
}

TEST(NeoPayloadReader, an_empty_payload_is_complete_until_something_is_asked_for)
{
    PayloadReader in(Bytes{});
    EXPECT_TRUE(in.finish());
    EXPECT_EQ(in.arrays(0).records, 0U);
    EXPECT_EQ(in.all_arrays().records, 0U);
    EXPECT_TRUE(in.raw(0).empty());
    EXPECT_TRUE(in.finish());
    EXPECT_EQ(in.u8(), 0);
    EXPECT_FALSE(in.ok());
    EXPECT_FALSE(in.finish());
}

TEST(NeoPayloadReader, fails_for_good_at_the_first_missing_byte)
{
    const std::string payload = u64(1).substr(0, 7);
    PayloadReader in(bytes_of(payload));
    EXPECT_EQ(in.u64(), 0U);
    EXPECT_EQ(in.u8(), 0) << "the bytes of a cut field are not given to the next one";
    EXPECT_TRUE(in.raw(0).empty());
    EXPECT_TRUE(in.array().empty());
    EXPECT_TRUE(in.arrays(3).bytes.empty());
    EXPECT_FALSE(in.finish());
}

TEST(NeoPayloadReader, refuses_lengths_beyond_the_end)
{
    for (const std::uint64_t length :
         {std::uint64_t{4}, std::uint64_t{1} << 62, std::numeric_limits<std::uint64_t>::max(),
          std::numeric_limits<std::uint64_t>::max() - 7}) {
        const Exact payload(u64(length) + "abc");
        PayloadReader in(payload.view());
        EXPECT_TRUE(in.array().empty());
        EXPECT_FALSE(in.ok()) << length;
    }
}

TEST(NeoPayloadReader, takes_a_list_of_arrays_whole_or_not_at_all)
{
    const std::string list = arr("a") + arr("") + arr("ccc");
    for (std::size_t size = 0; size < list.size(); ++size) {
        const Exact cut(list.substr(0, size));
        PayloadReader counted(cut.view());
        const RecordRun run = counted.arrays(3);
        EXPECT_FALSE(counted.ok()) << size;
        EXPECT_TRUE(run.bytes.empty());
        EXPECT_EQ(run.records, 0U);
    }
    PayloadReader in(bytes_of(list));
    EXPECT_EQ(in.all_arrays().records, 3U);
    EXPECT_TRUE(in.finish());

    const Exact cut(list.substr(0, list.size() - 1));
    PayloadReader all(cut.view());
    EXPECT_TRUE(all.all_arrays().bytes.empty());
    EXPECT_FALSE(all.ok());
}

/// Random bytes in which small lengths are frequent, so that arrays are often whole.
std::string random_payload(std::mt19937_64& random)
{
    std::string bytes(random() % 64, '\0');
    for (char& byte : bytes)
        byte = random() % 4 == 0 ? static_cast<char>(random() % (random() % 2 == 0 ? 6 : 256))
                                 : '\0';
    return bytes;
}

TEST(NeoPayloadReader, stays_within_random_bytes)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 20000; ++round) {
        const Exact payload(random_payload(random));
        PayloadReader in(payload.view());
        for (int field = 0; field < 8; ++field) {
            const bool was_ok = in.ok();
            switch (random() % 6) {
            case 0:
                in.u8();
                break;
            case 1:
                in.u64();
                break;
            case 2:
                ASSERT_TRUE(within(in.array(), payload.view()));
                break;
            case 3:
                ASSERT_TRUE(within(in.raw(random() % 80), payload.view()));
                break;
            case 4:
                ASSERT_TRUE(within(in.arrays(random() % 4).bytes, payload.view()));
                break;
            default:
                ASSERT_TRUE(within(in.all_arrays().bytes, payload.view()));
            }
            ASSERT_TRUE(was_ok || !in.ok()) << "a failure does not go away";
        }
    }
}

/// Reads all that a parser has found.
std::size_t touch(RecordRun run)
{
    std::size_t size = 0;
    std::uint32_t records = 0;
    for (const Bytes record : Records(run.bytes)) {
        size += std::string(text_of(record)).size();
        ++records;
    }
    EXPECT_EQ(records, run.records);
    return size;
}

TEST(NeoParsers, stay_within_random_bytes)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    std::size_t parsed = 0;
    for (int round = 0; round < 20000; ++round) {
        const Exact payload(random_payload(random));
        const Bytes all = payload.view();
        if (const auto push = parse_push(all)) {
            ASSERT_TRUE(within(push->channels.bytes, all) && within(push->value, all));
            ASSERT_EQ(1 + touch(push->channels) + 8 * (push->channels.records + 1) +
                          push->value.size(),
                      all.size());
            ++parsed;
        }
        if (const auto consume = parse_consume(all)) {
            ASSERT_EQ(16 + consume->channel.size() + consume->subscriber.size(), all.size());
        }
        if (const auto pop = parse_pop(all)) {
            ASSERT_EQ(8 + pop->channel.size(), all.size());
        }
        if (const auto reply = parse_pop_reply(all)) {
            ASSERT_TRUE(within(reply->value, all));
        }
        if (const auto message = parse_consume_message(all))
            touch(message->records);
    }
    EXPECT_GT(parsed, 0U) << "the random bytes are too wild to test anything";
}

TEST(NeoPayloadBuilder, puts_fields_behind_each_other)
{
    const auto payload = PayloadBuilder<16>().u8(0xff).i8(-3).u64(0x0102030405060708);
    EXPECT_EQ(text_of(payload.view()), support::hex("ff fd 0807060504030201"));
    EXPECT_TRUE(PayloadBuilder<1>().view().empty());
}

} // namespace
} // namespace dmq::neo
