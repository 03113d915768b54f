// SPDX-License-Identifier: BSL-1.0
// Payloads of the requests for administration: docs/wire-neo.md.
#include "support/recording_writer.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/neo_admin.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::neo {
namespace {

using support::arr;
using support::hex;
using support::integer;
using support::records;
using support::u64;

/// The payload of the only message: code, version, arguments.
template <class Arguments> std::string start_of(const Arguments& arguments)
{
    support::RecordingWriter out;
    write_start(out, 7, arguments);
    const std::string& message = out.written();
    EXPECT_EQ(message.substr(MessageHeader::size, request_id_size), u64(7));
    return message.substr(MessageHeader::size + request_id_size);
}

template <class Arguments> std::string arguments_of(const Arguments& arguments)
{
    return start_of(arguments).substr(2);
}

std::string text(const std::vector<std::byte>& payload) { return std::string(text_of(payload)); }

/// Cut anywhere, or with a byte too many, it must be refused.
template <class Parse> void expect_strict(const std::string& good, Parse parse)
{
    EXPECT_TRUE(parse(bytes_of(good)));
    for (std::size_t size = 0; size < good.size(); ++size) {
        const std::vector<char> cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(parse(std::as_bytes(std::span(cut)))) << size;
    }
    EXPECT_FALSE(parse(bytes_of(good + '\0')));
}

TEST(NeoAdmin, starts_are_code_version_and_fields)
{
    EXPECT_EQ(start_of(ListArguments{"ch"}), hex("80 01") + arr("ch"));
    EXPECT_EQ(start_of(PeekArguments{"ch", "sub", 3, 100}),
              hex("81 01") + arr("ch") + arr("sub") + hex("03000000") + u64(100));
    EXPECT_EQ(start_of(RemoveChannelArguments{"ch"}), hex("82 01") + arr("ch"));
    EXPECT_EQ(start_of(RemoveSubscriberArguments{"ch", "sub"}),
              hex("83 01") + arr("ch") + arr("sub"));
    EXPECT_EQ(start_of(ClearArguments{"ch", std::nullopt}),
              hex("84 01") + arr("ch") + hex("00") + arr(""));
    EXPECT_EQ(start_of(ClearArguments{"ch", ""}), hex("84 01") + arr("ch") + hex("01") + arr(""));
}

TEST(NeoAdmin, arguments_survive_the_wire)
{
    const std::string list = arguments_of(ListArguments{""});
    EXPECT_EQ(parse_list_channels(bytes_of(list))->channel, "");

    const std::string peek = arguments_of(PeekArguments{"ch", "sub", 3, 100});
    const auto peeked = parse_peek(bytes_of(peek));
    ASSERT_TRUE(peeked);
    EXPECT_EQ(peeked->channel, "ch");
    EXPECT_EQ(peeked->subscriber, "sub");
    EXPECT_EQ(peeked->max_records, 3U);
    EXPECT_EQ(peeked->max_bytes, 100U);

    const std::string channel = arguments_of(RemoveChannelArguments{"ch"});
    EXPECT_EQ(parse_remove_channel(bytes_of(channel))->channel, "ch");

    const std::string subscriber = arguments_of(RemoveSubscriberArguments{"ch", ""});
    const auto removed = parse_remove_subscriber(bytes_of(subscriber));
    ASSERT_TRUE(removed);
    EXPECT_EQ(removed->channel, "ch");
    EXPECT_EQ(removed->subscriber, "");

    for (const std::optional<std::string_view> which :
         {std::optional<std::string_view>(), std::optional<std::string_view>(""),
          std::optional<std::string_view>("sub")}) {
        const std::string clear = arguments_of(ClearArguments{"ch", which});
        EXPECT_EQ(parse_clear(bytes_of(clear))->subscriber, which);
    }
}

TEST(NeoAdmin, parsing_is_strict)
{
    expect_strict(arguments_of(ListArguments{"channel"}), parse_list_channels);
    expect_strict(arguments_of(PeekArguments{"channel", "sub", 1, 2}), parse_peek);
    expect_strict(arguments_of(RemoveChannelArguments{"channel"}), parse_remove_channel);
    expect_strict(arguments_of(RemoveSubscriberArguments{"channel", "sub"}),
                  parse_remove_subscriber);
    expect_strict(arguments_of(ClearArguments{"channel", "sub"}), parse_clear);
    expect_strict(text(payload_of(ClearReply{AdminResult::done, 5})), parse_clear_reply);
    expect_strict(hex("01") + arr(records({"one", "two"})), parse_peek_reply);
    expect_strict(hex("02"), parse_clear_reply);
    expect_strict(hex("03"), parse_peek_reply);
    expect_strict(hex("02"), parse_list_message);
    expect_strict(hex("01"), parse_code<AdminResult>);
}

TEST(NeoAdmin, a_name_is_there_or_not)
{
    EXPECT_FALSE(parse_clear(bytes_of(arr("ch") + hex("02") + arr("sub"))));
    EXPECT_FALSE(parse_clear(bytes_of(arr("ch") + hex("00") + arr("sub"))));
}

TEST(NeoAdmin, unknown_results_are_refused)
{
    for (const char* code : {"00", "04", "ff"}) {
        EXPECT_FALSE(parse_code<AdminResult>(bytes_of(hex(code)))) << code;
        EXPECT_FALSE(parse_peek_reply(bytes_of(hex(code)))) << code;
        EXPECT_FALSE(parse_clear_reply(bytes_of(hex(code)))) << code;
    }
    EXPECT_FALSE(parse_list_message(bytes_of(hex("03"))));
}

TEST(NeoAdmin, replies_carry_something_only_when_done)
{
    const std::string batch = records({"one", "two"});
    EXPECT_EQ(text(payload_of(PeekReply{AdminResult::done, {bytes_of(batch), 2}})),
              hex("01") + arr(batch));
    EXPECT_EQ(text(payload_of(PeekReply{AdminResult::not_found, {}})), hex("02"));
    EXPECT_EQ(text(payload_of(ClearReply{AdminResult::done, 5})), hex("01") + u64(5));
    EXPECT_EQ(text(payload_of(ClearReply{AdminResult::error, 5})), hex("03"));

    const std::string reply = hex("01") + arr(batch);
    EXPECT_EQ(parse_peek_reply(bytes_of(reply))->records.records, 2U);
    EXPECT_EQ(parse_clear_reply(bytes_of(hex("01") + u64(5)))->records, 5U);
}

TEST(NeoAdmin, a_peek_shows_whole_records_only)
{
    EXPECT_FALSE(parse_peek_reply(bytes_of(hex("01") + arr("x"))));
    EXPECT_FALSE(parse_peek_reply(bytes_of(hex("01") + arr(arr("one") + u64(3)))));
    EXPECT_TRUE(parse_peek_reply(bytes_of(hex("01") + arr(""))));
}

QueueInfo some_queue(std::optional<std::string_view> subscriber)
{
    QueueUsage usage;
    usage.memory_records = 1;
    usage.memory_bytes = 20;
    usage.overflow_records = 300;
    usage.overflow_bytes = 4000;
    usage.capacity = 50000;
    return {"ch", subscriber, usage, 6};
}

TEST(NeoAdmin, a_queue_is_written_field_by_field)
{
    EXPECT_EQ(text(payload_of(ListMessage{ListEvent::queues, {some_queue("sub")}})),
              hex("01") + arr("ch") + hex("01") + arr("sub") + u64(1) + u64(20) + u64(300) +
                  u64(4000) + u64(50000) + u64(6));
    EXPECT_EQ(text(payload_of(ListMessage{ListEvent::end, {}})), hex("02"));
}

TEST(NeoAdmin, a_list_survives_the_wire)
{
    const std::string payload = text(
        payload_of(ListMessage{ListEvent::queues, {some_queue(std::nullopt), some_queue("")}}));
    const auto message = parse_list_message(bytes_of(payload));
    ASSERT_TRUE(message);
    ASSERT_EQ(message->queues.size(), 2U);
    EXPECT_EQ(message->queues[0].channel, "ch");
    EXPECT_EQ(message->queues[0].subscriber, std::nullopt);
    EXPECT_EQ(message->queues[1].subscriber, "");
    EXPECT_EQ(message->queues[1].usage.records(), 301U);
    EXPECT_EQ(message->queues[1].usage.bytes(), 4020U);
    EXPECT_EQ(message->queues[1].usage.capacity, 50000U);
    EXPECT_EQ(message->queues[1].consumers, 6U);
    const std::string first = text(
        payload_of(ListMessage{ListEvent::queues, {some_queue(std::nullopt)}}));
    for (std::size_t size = 1; size < payload.size(); ++size) {
        const bool whole = size == 1 || size == first.size(); // none, or the first queue
        EXPECT_EQ(parse_list_message(bytes_of(payload).first(size)).has_value(), whole) << size;
    }
    EXPECT_TRUE(parse_list_message(bytes_of(hex("01")))->queues.empty());
}

} // namespace
} // namespace dmq::neo
