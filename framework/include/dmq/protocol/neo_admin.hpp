// SPDX-License-Identifier: BSL-1.0
// The payloads of the node's own requests for administration (docs/wire-neo.md), both directions.
// No I/O. Parsers are strict: nullopt for missing or surplus bytes and for unknown codes. Their
// views live as long as the payload. Names are not checked here.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>
#include <dmq/plugin/storage.hpp>
#include <dmq/plugin/stream.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace dmq::neo {

/// From 128 on: the original's codes end below.
enum class AdminCode : std::uint8_t {
    list_channels = 128,
    peek = 129,
    remove_channel = 130,
    remove_subscriber = 131,
    clear = 132,
};
/// Of each of them.
inline constexpr std::uint8_t admin_version = 1;

/// What became of a request; how the answer begins, behind Support::supported.
enum class AdminResult : std::int8_t {
    done = 1,
    not_found = 2, // no such channel, or no such queue in it
    error = 3, // a name that cannot be, or the storage failed
};
template <> struct CodeRange<AdminResult> {
    static constexpr AdminResult first = AdminResult::done, last = AdminResult::error;
};

/// What the node sends for list_channels: any number of `queues`, then `end`.
enum class ListEvent : std::uint8_t { queues = 1, end = 2 };
template <> struct CodeRange<ListEvent> {
    static constexpr ListEvent first = ListEvent::queues, last = ListEvent::end;
};

/// A channel has one queue without subscriber (nullopt), or one for each subscriber.
struct QueueInfo {
    std::string_view channel;
    std::optional<std::string_view> subscriber;
    QueueUsage usage;
    std::uint64_t consumers = 0;
};

/// Behind ListEvent::queues, each once; the queues of a channel come one after the other.
struct ListMessage {
    ListEvent event{};
    std::vector<QueueInfo> queues;
};

/// An empty `channel` stands for all.
struct ListArguments {
    std::string_view channel;
};
/// The queue of `subscriber`; for an empty one also that of a channel without subscribers.
struct PeekArguments {
    std::string_view channel;
    std::string_view subscriber;
    std::uint32_t max_records = 0;
    std::uint64_t max_bytes = 0; // wire size; the node may show less, but at least one record
};
struct RemoveChannelArguments {
    std::string_view channel;
};
struct RemoveSubscriberArguments {
    std::string_view channel;
    std::string_view subscriber;
};
/// nullopt: all queues.
struct ClearArguments {
    std::string_view channel;
    std::optional<std::string_view> subscriber;
};

/// Starts a request. Throws only what `out` throws.
DMQ_EXPORT void write_start(IByteWriter& out, std::uint64_t request_id, const ListArguments& list);
DMQ_EXPORT void write_start(IByteWriter& out, std::uint64_t request_id, const PeekArguments& peek);
DMQ_EXPORT void write_start(IByteWriter& out, std::uint64_t request_id,
                            const RemoveChannelArguments& remove);
DMQ_EXPORT void write_start(IByteWriter& out, std::uint64_t request_id,
                            const RemoveSubscriberArguments& remove);
DMQ_EXPORT void write_start(IByteWriter& out, std::uint64_t request_id,
                            const ClearArguments& clear);

/// What follows code and version.
DMQ_EXPORT std::optional<ListArguments> parse_list_channels(Bytes arguments) noexcept;
DMQ_EXPORT std::optional<PeekArguments> parse_peek(Bytes arguments) noexcept;
DMQ_EXPORT std::optional<RemoveChannelArguments> parse_remove_channel(Bytes arguments) noexcept;
DMQ_EXPORT std::optional<RemoveSubscriberArguments> parse_remove_subscriber(
    Bytes arguments) noexcept;
DMQ_EXPORT std::optional<ClearArguments> parse_clear(Bytes arguments) noexcept;

/// Answers that are nothing but a result (remove_channel, remove_subscriber): parse_code and
/// payload_of of AdminResult. Those with more behind AdminResult::done:
struct PeekReply {
    AdminResult result{};
    RecordRun records; // the oldest first
};
struct ClearReply {
    AdminResult result{};
    std::uint64_t records = 0; // that were forgotten
};
DMQ_EXPORT std::optional<PeekReply> parse_peek_reply(Bytes payload) noexcept;
DMQ_EXPORT std::optional<ClearReply> parse_clear_reply(Bytes payload) noexcept;
/// Throws std::bad_alloc.
DMQ_EXPORT std::optional<ListMessage> parse_list_message(Bytes payload);

/// The payloads. Throw std::bad_alloc.
DMQ_EXPORT std::vector<std::byte> payload_of(const PeekReply& reply);
DMQ_EXPORT std::vector<std::byte> payload_of(const ClearReply& reply);
DMQ_EXPORT std::vector<std::byte> payload_of(const ListMessage& message);

} // namespace dmq::neo
