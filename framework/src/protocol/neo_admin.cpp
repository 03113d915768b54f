// SPDX-License-Identifier: BSL-1.0
// The payloads of the node's own requests for administration.
#include "finished.hpp"

#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_payload.hpp>

namespace dmq::neo {
namespace {

/// A payload that grows.
class Payload {
public:
    template <class T> Payload& integer(T value)
    {
        const std::size_t at = bytes_.size();
        bytes_.resize(at + sizeof value);
        store(bytes_.data() + at, value);
        return *this;
    }
    Payload& raw(Bytes bytes)
    {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
        return *this;
    }
    Payload& array(Bytes bytes) { return integer(std::uint64_t{bytes.size()}).raw(bytes); }
    Payload& array(std::string_view text) { return array(bytes_of(text)); }
    /// Whether there is a name, and the name, empty if there is none.
    Payload& optional_array(const std::optional<std::string_view>& text)
    {
        return integer(std::uint8_t{text.has_value()}).array(text.value_or(""));
    }

    const std::vector<std::byte>& bytes() const& noexcept { return bytes_; }
    std::vector<std::byte> bytes() && noexcept { return std::move(bytes_); }

private:
    std::vector<std::byte> bytes_;
};

Payload start(AdminCode code)
{
    Payload payload;
    payload.integer(code).integer(admin_version);
    return payload;
}

/// Fills `to`; false if the bytes are not what Payload::optional_array() writes.
bool read_optional_array(PayloadReader& in, std::optional<std::string_view>& to) noexcept
{
    const std::uint8_t present = in.u8();
    const std::string_view text = text_of(in.array());
    if (present == 1)
        to = text;
    return in.ok() && present <= 1 && (present == 1 || text.empty());
}

void append(Payload& to, const QueueInfo& queue)
{
    to.array(queue.channel).optional_array(queue.subscriber);
    to.integer(queue.usage.memory_records).integer(queue.usage.memory_bytes);
    to.integer(queue.usage.overflow_records).integer(queue.usage.overflow_bytes);
    to.integer(queue.usage.capacity).integer(queue.consumers);
}

std::optional<QueueInfo> read_queue(PayloadReader& in) noexcept
{
    QueueInfo queue;
    queue.channel = text_of(in.array());
    if (!read_optional_array(in, queue.subscriber))
        return std::nullopt;
    queue.usage.memory_records = in.u64();
    queue.usage.memory_bytes = in.u64();
    queue.usage.overflow_records = in.u64();
    queue.usage.overflow_bytes = in.u64();
    queue.usage.capacity = in.u64();
    queue.consumers = in.u64();
    return in.ok() ? std::optional(queue) : std::nullopt;
}

} // namespace

void write_start(IByteWriter& out, std::uint64_t request_id, const ListArguments& list)
{
    const Payload payload = start(AdminCode::list_channels).array(list.channel);
    write_request_message(out, request_id, {payload.bytes()});
}

void write_start(IByteWriter& out, std::uint64_t request_id, const PeekArguments& peek)
{
    Payload payload = start(AdminCode::peek);
    payload.array(peek.channel).array(peek.subscriber);
    payload.integer(peek.max_records).integer(peek.max_bytes);
    write_request_message(out, request_id, {payload.bytes()});
}

void write_start(IByteWriter& out, std::uint64_t request_id, const RemoveChannelArguments& remove)
{
    const Payload payload = start(AdminCode::remove_channel).array(remove.channel);
    write_request_message(out, request_id, {payload.bytes()});
}

void write_start(IByteWriter& out, std::uint64_t request_id,
                 const RemoveSubscriberArguments& remove)
{
    Payload payload = start(AdminCode::remove_subscriber);
    payload.array(remove.channel).array(remove.subscriber);
    write_request_message(out, request_id, {payload.bytes()});
}

void write_start(IByteWriter& out, std::uint64_t request_id, const ClearArguments& clear)
{
    Payload payload = start(AdminCode::clear);
    payload.array(clear.channel).optional_array(clear.subscriber);
    write_request_message(out, request_id, {payload.bytes()});
}

std::optional<ListArguments> parse_list_channels(Bytes arguments) noexcept
{
    PayloadReader in(arguments);
    return finish(in, ListArguments{text_of(in.array())});
}

std::optional<PeekArguments> parse_peek(Bytes arguments) noexcept
{
    PayloadReader in(arguments);
    PeekArguments peek;
    peek.channel = text_of(in.array());
    peek.subscriber = text_of(in.array());
    peek.max_records = in.u32();
    peek.max_bytes = in.u64();
    return finish(in, peek);
}

std::optional<RemoveChannelArguments> parse_remove_channel(Bytes arguments) noexcept
{
    PayloadReader in(arguments);
    return finish(in, RemoveChannelArguments{text_of(in.array())});
}

std::optional<RemoveSubscriberArguments> parse_remove_subscriber(Bytes arguments) noexcept
{
    PayloadReader in(arguments);
    RemoveSubscriberArguments remove;
    remove.channel = text_of(in.array());
    remove.subscriber = text_of(in.array());
    return finish(in, remove);
}

std::optional<ClearArguments> parse_clear(Bytes arguments) noexcept
{
    PayloadReader in(arguments);
    ClearArguments clear;
    clear.channel = text_of(in.array());
    return read_optional_array(in, clear.subscriber) ? finish(in, clear) : std::nullopt;
}

std::optional<PeekReply> parse_peek_reply(Bytes payload) noexcept
{
    PayloadReader in(payload);
    const auto result = read_code<AdminResult>(in);
    if (!result)
        return std::nullopt;
    if (*result != AdminResult::done)
        return finish(in, PeekReply{*result, {}});
    PayloadReader batch(in.array());
    const PeekReply reply{*result, batch.all_arrays()};
    return batch.finish() ? finish(in, reply) : std::nullopt;
}

std::optional<ClearReply> parse_clear_reply(Bytes payload) noexcept
{
    PayloadReader in(payload);
    const auto result = read_code<AdminResult>(in);
    if (!result)
        return std::nullopt;
    return finish(in, ClearReply{*result, *result == AdminResult::done ? in.u64() : 0});
}

std::optional<ListMessage> parse_list_message(Bytes payload)
{
    PayloadReader in(payload);
    const auto event = read_code<ListEvent>(in);
    if (!event)
        return std::nullopt;
    ListMessage message{*event, {}};
    while (*event == ListEvent::queues && !in.finish()) {
        const auto queue = read_queue(in);
        if (!queue)
            return std::nullopt;
        message.queues.push_back(*queue);
    }
    return in.finish() ? std::optional(message) : std::nullopt;
}

std::vector<std::byte> payload_of(const PeekReply& reply)
{
    Payload payload;
    payload.integer(reply.result);
    if (reply.result == AdminResult::done)
        payload.array(reply.records.bytes);
    return std::move(payload).bytes();
}

std::vector<std::byte> payload_of(const ClearReply& reply)
{
    Payload payload;
    payload.integer(reply.result);
    if (reply.result == AdminResult::done)
        payload.integer(reply.records);
    return std::move(payload).bytes();
}

std::vector<std::byte> payload_of(const ListMessage& message)
{
    Payload payload;
    payload.integer(message.event);
    for (const QueueInfo& queue : message.queues)
        append(payload, queue);
    return std::move(payload).bytes();
}

} // namespace dmq::neo
