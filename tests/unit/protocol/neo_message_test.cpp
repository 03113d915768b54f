// SPDX-License-Identifier: BSL-1.0
// Headers and framing of neo messages: neo-protocol §2, §5.1, §12 D1.
#include "support/recording_writer.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/neo_message.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace dmq::neo {
namespace {

using support::hex;
using support::u64;

std::string header(std::uint8_t type, std::uint64_t length)
{
    const auto bytes = MessageHeader::of(static_cast<MessageType>(type), length).encode();
    return std::string(text_of(bytes));
}

/// What the codec says to bytes that are all there is.
std::error_code refusal(const std::string& bytes, MessageType expected,
                        std::size_t max_body = default_max_body)
{
    MessageCodec codec(expected, max_body);
    codec.wanted(bytes_of(bytes));
    return codec.error();
}

constexpr auto request = MessageType::request;
constexpr auto authentication = MessageType::authentication;

TEST(NeoMessageHeader, has_the_layout_of_the_examples)
{
    EXPECT_EQ(header(2, 8), hex("02 0800000000000000 0a"));
    EXPECT_EQ(header(1, 46), hex("01 2e00000000000000 2f"));
    EXPECT_EQ(header(1, 4660), hex("01 3412000000000000 27"));
    EXPECT_EQ(header(1, 100017), hex("01 b186010000000000 37"));
}

TEST(NeoMessageHeader, survives_encoding_and_decoding)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 1000; ++round) {
        const std::uint64_t length = random() >> (random() % 64);
        const auto bytes = MessageHeader::of(request, length).encode();
        std::byte all{};
        for (const std::byte byte : bytes)
            all ^= byte;
        EXPECT_EQ(all, std::byte{0});
        const auto decoded = MessageHeader::decode(bytes);
        EXPECT_EQ(decoded.type, 1);
        EXPECT_EQ(decoded.body_length, length);
        EXPECT_EQ(decoded.encode(), bytes);
    }
}

TEST(NeoMessageHeader, with_any_single_bit_flipped_is_refused)
{
    for (const std::string& good : {header(1, 8), header(1, 100017), header(2, 8), header(2, 999)})
        for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
            std::string bad = good;
            bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
            EXPECT_EQ(refusal(bad, request), Error::bad_parity) << "bit " << bit;
            EXPECT_EQ(refusal(bad, authentication), Error::bad_parity) << "bit " << bit;
        }
}

struct HeaderCase {
    std::uint8_t type;
    std::uint64_t length;
    MessageType expected;
    std::error_code error;
};

TEST(NeoMessageCodec, checks_in_the_order_of_the_specification)
{
    constexpr std::size_t limit = 5000;
    constexpr std::uint64_t huge = std::uint64_t{1} << 62;
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    const HeaderCase cases[] = {
        {1, 8, request, {}},
        {1, limit, request, {}},
        {1, 0, request, Error::body_too_short},
        {1, 7, request, Error::body_too_short},
        {1, 7, authentication, Error::body_too_short},
        {1, 8, authentication, Error::unexpected_type},
        {1, huge, authentication, Error::unexpected_type},
        {1, limit + 1, request, Error::message_too_long},
        {1, huge, request, Error::message_too_long},
        {1, most, request, Error::message_too_long},
        {2, 0, authentication, {}},
        {2, 999, authentication, {}},
        {2, 1000, authentication, Error::auth_too_long},
        {2, most, authentication, Error::auth_too_long},
        {2, 1000, request, Error::auth_too_long},
        {2, 999, request, Error::unexpected_type},
        {0, 8, request, Error::bad_type},
        {3, 8, request, Error::bad_type},
        {7, huge, authentication, Error::bad_type},
        {255, 0, request, Error::bad_type},
    };
    for (const HeaderCase& c : cases)
        EXPECT_EQ(refusal(header(c.type, c.length), c.expected, limit), c.error)
            << "type " << int{c.type} << " length " << c.length;
}

TEST(NeoMessageCodec, without_a_limit_never_wants_more_than_can_be_counted)
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(refusal(header(1, most), request, most), Error::message_too_long);
    EXPECT_EQ(refusal(header(1, most - 9), request, most), Error::message_too_long);

    const std::string longest = header(1, most - 10);
    MessageCodec codec(request, most);
    EXPECT_EQ(codec.wanted(bytes_of(longest)), most);
    EXPECT_FALSE(codec.error());
}

TEST(NeoMessageCodec, waits_for_nothing_behind_a_bad_header)
{
    const std::string bytes = header(1, std::uint64_t{1} << 62);
    MessageCodec codec(request);
    EXPECT_EQ(codec.wanted({}), MessageHeader::size);
    EXPECT_LE(codec.wanted(bytes_of(bytes)), bytes.size());
    EXPECT_EQ(codec.error(), Error::message_too_long);
    EXPECT_LE(codec.wanted(bytes_of(bytes + "more")), bytes.size());
    EXPECT_EQ(codec.error(), Error::message_too_long);
}

TEST(NeoMessageCodec, finds_the_body_wherever_the_input_is_cut)
{
    const std::string body = u64(7) + "payload";
    const std::string message = header(1, body.size()) + body;
    const std::string input = message + "the next message";
    for (std::size_t first = 0; first <= input.size(); ++first)
        for (std::size_t second = first; second <= input.size(); ++second) {
            MessageCodec codec(request);
            for (const std::size_t size : {first, second, input.size()}) {
                const std::string copy = input.substr(0, size); // the bytes may move
                const std::size_t wanted = codec.wanted(bytes_of(copy));
                ASSERT_EQ(wanted,
                          size < MessageHeader::size ? MessageHeader::size : message.size());
            }
            ASSERT_FALSE(codec.error());
            ASSERT_EQ(codec.size(), message.size());
            ASSERT_EQ(text_of(codec.result(bytes_of(input))), body);
        }
}

TEST(NeoMessageCodec, takes_an_empty_authentication_message)
{
    const std::string message = header(2, 0);
    MessageCodec codec(authentication);
    EXPECT_EQ(codec.wanted(bytes_of(message)), message.size());
    EXPECT_TRUE(codec.result(bytes_of(message)).empty());
}

TEST(NeoRequestMessage, begins_with_its_id)
{
    const std::string body = u64(0x1122334455667788) + "rest";
    const RequestMessage message = parse_request_message(bytes_of(body));
    EXPECT_EQ(message.request_id, 0x1122334455667788);
    EXPECT_EQ(text_of(message.payload), "rest");

    const std::string only_id = u64(3);
    EXPECT_TRUE(parse_request_message(bytes_of(only_id)).payload.empty());
}

TEST(NeoWriting, puts_header_and_pieces_behind_each_other)
{
    support::RecordingWriter out;
    write_message(out, authentication, {bytes_of("ab"), {}, bytes_of("c")});
    EXPECT_EQ(out.written(), header(2, 3) + "abc");
}

TEST(NeoWriting, puts_the_request_id_in_front_of_the_payload)
{
    support::RecordingWriter out;
    write_request_message(out, 0x0102, {bytes_of("x"), bytes_of("yz")});
    write_request_message(out, 5, {});
    begin_request_message(out, 6, 1000);
    EXPECT_EQ(out.written(),
              header(1, 11) + u64(0x0102) + "xyz" + header(1, 8) + u64(5) + header(1, 1008) +
                  u64(6));
}

TEST(NeoWriting, is_the_same_for_short_and_long_payloads)
{
    for (std::size_t size = 0; size < 300; ++size) {
        const std::string front(size / 3, 'a');
        const std::string back(size - front.size(), 'b');
        support::RecordingWriter out;
        write_request_message(out, 7, {bytes_of(front), bytes_of(back)});
        EXPECT_EQ(out.written(), header(1, 8 + size) + u64(7) + front + back) << size;
    }
}

TEST(NeoError, each_has_a_text_of_its_own)
{
    std::set<std::string> texts;
    for (int value = 1; value <= static_cast<int>(Error::too_many_requests); ++value)
        texts.insert(make_error_code(static_cast<Error>(value)).message());
    EXPECT_EQ(texts.size(), static_cast<std::size_t>(Error::too_many_requests));
    EXPECT_FALSE(texts.contains("unknown error"));
    EXPECT_EQ(error_category().message(0), "unknown error");
    EXPECT_EQ(error_category().name(), std::string("dmq.neo"));
}

} // namespace
} // namespace dmq::neo
