// SPDX-License-Identifier: BSL-1.0
// The payloads of Push, Pop and Consume.
#include "finished.hpp"

#include <dmq/protocol/legacy.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <stdexcept>

namespace dmq::neo {
namespace {

/// Code and version, and the fixed-size field that the arguments begin with.
template <class Field> auto start(RequestCode code, std::uint8_t version, Field field) noexcept
{
    PayloadBuilder<2 + sizeof field> bytes;
    bytes.u8(static_cast<std::uint8_t>(code)).u8(version);
    if constexpr (sizeof field == 1)
        bytes.u8(field);
    else
        bytes.u64(field);
    return bytes;
}

std::size_t array_size(std::size_t length) noexcept { return record_header + length; }

} // namespace

std::optional<RequestStart> parse_start(Bytes payload) noexcept
{
    PayloadReader in(payload);
    RequestStart start;
    start.code = in.u8();
    start.version = in.u8();
    if (!in.ok())
        return std::nullopt;
    start.arguments = payload.subspan(2);
    return start;
}

std::optional<PushArguments> parse_push(Bytes arguments) noexcept
{
    PayloadReader in(arguments);
    PushArguments push;
    push.channels = in.arrays(in.u8());
    push.value = in.array();
    return finish(in, push);
}

std::optional<PopArguments> parse_pop(Bytes arguments) noexcept
{
    PayloadReader in(arguments);
    return finish(in, PopArguments{text_of(in.array())});
}

std::optional<ConsumeArguments> parse_consume(Bytes arguments) noexcept
{
    PayloadReader in(arguments);
    ConsumeArguments consume;
    consume.channel = text_of(in.array());
    consume.subscriber = text_of(in.array());
    return finish(in, consume);
}

void write_push(IByteWriter& out, std::uint64_t request_id,
                std::span<const std::string_view> channels, Bytes value)
{
    if (channels.size() > max_push_channels)
        throw std::length_error("neo Push to more than 255 channels");
    const auto head = start(RequestCode::push, push_version,
                            static_cast<std::uint8_t>(channels.size()));
    std::size_t size = head.view().size() + array_size(value.size());
    for (const std::string_view channel : channels)
        size += array_size(channel.size());
    begin_request_message(out, request_id, size);
    out.write(head.view());
    for (const std::string_view channel : channels)
        legacy::write_array(out, channel);
    legacy::write_array(out, value);
}

void write_pop(IByteWriter& out, std::uint64_t request_id, std::string_view channel)
{
    const auto head = start(RequestCode::pop, pop_version, std::uint64_t{channel.size()});
    write_request_message(out, request_id, {head.view(), bytes_of(channel)});
}

void write_consume(IByteWriter& out, std::uint64_t request_id, std::string_view channel,
                   std::string_view subscriber)
{
    const auto head = start(RequestCode::consume, consume_version, std::uint64_t{channel.size()});
    const auto length = PayloadBuilder<record_header>().u64(subscriber.size());
    write_request_message(out, request_id,
                          {head.view(), bytes_of(channel), length.view(), bytes_of(subscriber)});
}

std::optional<PopReply> parse_pop_reply(Bytes payload) noexcept
{
    PayloadReader in(payload);
    const auto result = read_code<PopResult>(in);
    if (!result)
        return std::nullopt;
    if (*result != PopResult::popped)
        return finish(in, PopReply{*result, {}});
    const PopReply reply{*result, in.array()};
    return in.ok() ? std::optional(reply) : std::nullopt;
}

std::optional<ConsumeMessage> parse_consume_message(Bytes payload) noexcept
{
    PayloadReader in(payload);
    const auto event = read_code<ConsumeEvent>(in);
    if (!event)
        return std::nullopt;
    if (*event != ConsumeEvent::records)
        return finish(in, ConsumeMessage{*event, {}});
    PayloadReader batch(in.array());
    const ConsumeMessage message{*event, batch.all_arrays()};
    return batch.finish() ? finish(in, message) : std::nullopt;
}

} // namespace dmq::neo
