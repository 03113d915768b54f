// SPDX-License-Identifier: BSL-1.0
// Payloads of Push, Pop and Consume: neo-protocol §5.3, §6, §7.
#include "support/recording_writer.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/neo_requests.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::neo {
namespace {

using support::arr;
using support::hex;
using support::records;
using support::u64;

std::vector<std::string> payloads(RecordRun run)
{
    std::vector<std::string> all;
    for (const Bytes record : Records(run.bytes))
        all.emplace_back(text_of(record));
    EXPECT_EQ(all.size(), run.records);
    return all;
}

using Texts = std::vector<std::string>;

/// What a node reads behind code and version of the only message that `write` writes.
std::string arguments_of(const std::function<void(IByteWriter&)>& write)
{
    support::RecordingWriter out;
    write(out);
    return out.written().substr(MessageHeader::size + request_id_size + 2);
}

TEST(NeoStart, is_code_and_version_and_the_rest)
{
    const std::string payload = hex("06 04 0a");
    const auto start = parse_start(bytes_of(payload));
    ASSERT_TRUE(start);
    EXPECT_EQ(start->code, 6);
    EXPECT_EQ(start->version, 4);
    EXPECT_EQ(text_of(start->arguments), "\n");
    EXPECT_TRUE(parse_start(bytes_of("ab"))->arguments.empty());
    EXPECT_FALSE(parse_start(bytes_of("a")));
    EXPECT_FALSE(parse_start({}));
}

TEST(NeoPush, arguments_survive_the_wire)
{
    for (const std::size_t count : {0, 1, 2, 255}) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < count; ++i)
            names.push_back("channel" + std::to_string(i));
        const std::vector<std::string_view> views(names.begin(), names.end());
        const std::string arguments = arguments_of(
            [&](IByteWriter& out) { write_push(out, 1, views, bytes_of("value")); });
        const auto push = parse_push(bytes_of(arguments));
        ASSERT_TRUE(push) << count;
        EXPECT_EQ(payloads(push->channels), names);
        EXPECT_EQ(text_of(push->value), "value");
    }
}

TEST(NeoPush, takes_empty_names_and_values)
{
    const std::string arguments = hex("02") + arr("") + arr("b") + arr("");
    const auto push = parse_push(bytes_of(arguments));
    ASSERT_TRUE(push);
    EXPECT_EQ(payloads(push->channels), (Texts{"", "b"}));
    EXPECT_TRUE(push->value.empty());
}

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

TEST(NeoParsing, is_strict)
{
    expect_strict(hex("02") + arr("one") + arr("two") + arr("value"), parse_push);
    expect_strict(arr("channel"), parse_pop);
    expect_strict(arr("channel") + arr("subscriber"), parse_consume);
    expect_strict(hex("03") + arr(arr("x1") + arr("x2")), parse_consume_message);
    expect_strict(hex("04"), parse_consume_message);
    expect_strict(hex("02"), parse_pop_reply);
    expect_strict(hex("01"), parse_code<PushResult>);
}

TEST(NeoPop, arguments_survive_the_wire)
{
    const std::string arguments = arguments_of(
        [](IByteWriter& out) { write_pop(out, 1, "channel"); });
    EXPECT_EQ(parse_pop(bytes_of(arguments))->channel, "channel");
}

TEST(NeoConsume, arguments_survive_the_wire)
{
    for (const std::string_view subscriber : {"", "sub"}) {
        const std::string arguments = arguments_of(
            [&](IByteWriter& out) { write_consume(out, 1, "channel", subscriber); });
        const auto consume = parse_consume(bytes_of(arguments));
        ASSERT_TRUE(consume);
        EXPECT_EQ(consume->channel, "channel");
        EXPECT_EQ(consume->subscriber, subscriber);
    }
}

/// The bytes, of all 256, that are codes of this kind.
template <WireCode Code> Texts codes()
{
    Texts valid;
    for (int value = 0; value < 256; ++value) {
        const auto byte = static_cast<std::byte>(value);
        if (const auto code = parse_code<Code>({&byte, 1})) {
            EXPECT_EQ(static_cast<std::byte>(*code), byte);
            valid.push_back(std::to_string(value));
        }
    }
    return valid;
}

TEST(NeoCodes, are_those_of_the_specification)
{
    EXPECT_EQ(codes<Support>(), (Texts{"253", "254", "255"}));
    EXPECT_EQ(codes<PushResult>(), (Texts{"1", "2"}));
    EXPECT_EQ(codes<PopResult>(), (Texts{"1", "2", "3", "4"}));
    EXPECT_EQ(codes<ConsumeStart>(), (Texts{"1", "2"}));
    EXPECT_EQ(codes<ConsumeControl>(), (Texts{"1", "2"}));
    EXPECT_EQ(codes<ConsumeEvent>(), (Texts{"3", "4", "5"}));
}

TEST(NeoPopReply, carries_a_value_only_when_popped)
{
    const std::string popped = hex("01") + arr("hello");
    const auto reply = parse_pop_reply(bytes_of(popped));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->result, PopResult::popped);
    EXPECT_EQ(text_of(reply->value), "hello");

    const std::string codes[] = {hex("02"), hex("03"), hex("04")};
    for (const std::string& code : codes)
        EXPECT_TRUE(parse_pop_reply(bytes_of(code))->value.empty());
    EXPECT_EQ(parse_pop_reply(bytes_of(codes[2]))->result, PopResult::subscribed);
}

TEST(NeoPopReply, may_have_surplus_bytes_behind_the_value_only)
{
    const std::string popped = hex("01") + arr("v");
    EXPECT_EQ(text_of(parse_pop_reply(bytes_of(popped + "surplus"))->value), "v");
    EXPECT_FALSE(parse_pop_reply(bytes_of(popped.substr(0, popped.size() - 1))));
    EXPECT_FALSE(parse_pop_reply(bytes_of(hex("02 00"))));
    EXPECT_FALSE(parse_pop_reply(bytes_of(hex("05"))));
    EXPECT_FALSE(parse_pop_reply(bytes_of(hex("00"))));
}

TEST(NeoConsumeMessage, shows_the_records_of_a_batch)
{
    const std::string batch = records({"a", "bb", "ccc"});
    const std::string payload = std::string(text_of(records_head(batch.size()).view())) + batch;
    const auto message = parse_consume_message(bytes_of(payload));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->event, ConsumeEvent::records);
    EXPECT_EQ(payloads(message->records), (Texts{"a", "bb", "ccc"}));
}

TEST(NeoConsumeMessage, refuses_a_batch_of_anything_but_whole_records)
{
    const auto refused = [](const std::string& batch) {
        return !parse_consume_message(bytes_of(hex("03") + arr(batch)));
    };
    EXPECT_FALSE(refused(""));
    EXPECT_FALSE(refused(arr("")));
    EXPECT_TRUE(refused("x"));
    EXPECT_TRUE(refused(arr("record") + u64(1)));
    EXPECT_TRUE(refused(u64(~std::uint64_t{0}) + "record"));
    EXPECT_TRUE(refused(u64(7) + "record"));
}

TEST(NeoConsumeMessage, ends_are_bare)
{
    EXPECT_EQ(parse_consume_message(bytes_of("\x04"))->event, ConsumeEvent::stopped);
    EXPECT_EQ(parse_consume_message(bytes_of("\x05"))->event, ConsumeEvent::channel_removed);
    EXPECT_FALSE(parse_consume_message(bytes_of("\x05\x05")));
    EXPECT_FALSE(parse_consume_message(bytes_of("\x02")));
    EXPECT_FALSE(parse_consume_message({}));
}

} // namespace
} // namespace dmq::neo
