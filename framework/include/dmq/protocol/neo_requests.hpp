// SPDX-License-Identifier: BSL-1.0
// The payloads of Push, Pop and Consume (neo-protocol §6, §7), both directions. No I/O. Parsers are
// strict: nullopt for missing or surplus bytes and for unknown codes. Their views live as long as
// the payload. Writers throw only what `out` throws, unless they say otherwise.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>
#include <dmq/plugin/stream.hpp>
#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_payload.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace dmq::neo {

/// §6.
enum class RequestCode : std::uint8_t { push = 1, pop = 2, consume = 6 };
inline constexpr std::uint8_t push_version = 3;
inline constexpr std::uint8_t pop_version = 1;
inline constexpr std::uint8_t consume_version = 4;
/// The most channels one Push can name.
inline constexpr std::size_t max_push_channels = 255;

/// The node's first answer (§5.3): on the wire fd, fe, ff.
enum class Support : std::int8_t { supported = -3, version_not_supported = -2, not_supported = -1 };
/// §7.1.
enum class PushResult : std::int8_t { pushed = 1, error = 2 };
/// §7.2.
enum class PopResult : std::int8_t { popped = 1, empty = 2, error = 3, subscribed = 4 };
/// §7.3.
enum class ConsumeStart : std::int8_t { started = 1, error = 2 };
/// §7.3, to the node. `proceed` is Continue.
enum class ConsumeControl : std::uint8_t { proceed = 1, stop = 2 };
/// §7.3, from the node.
enum class ConsumeEvent : std::uint8_t { records = 3, stopped = 4, channel_removed = 5 };

/// The values of an enum that are valid on the wire: all from first to last.
template <class Code> struct CodeRange;
template <> struct CodeRange<Support> {
    static constexpr Support first = Support::supported, last = Support::not_supported;
};
template <> struct CodeRange<PushResult> {
    static constexpr PushResult first = PushResult::pushed, last = PushResult::error;
};
template <> struct CodeRange<PopResult> {
    static constexpr PopResult first = PopResult::popped, last = PopResult::subscribed;
};
template <> struct CodeRange<ConsumeStart> {
    static constexpr ConsumeStart first = ConsumeStart::started, last = ConsumeStart::error;
};
template <> struct CodeRange<ConsumeControl> {
    static constexpr ConsumeControl first = ConsumeControl::proceed, last = ConsumeControl::stop;
};
template <> struct CodeRange<ConsumeEvent> {
    static constexpr ConsumeEvent first = ConsumeEvent::records,
                                  last = ConsumeEvent::channel_removed;
};

/// One of the enums above that stand on the wire as one byte.
template <class Code>
concept WireCode = sizeof(Code) == 1 && requires
{
    CodeRange<Code>::first;
};

template <WireCode Code> std::optional<Code> read_code(PayloadReader& in) noexcept
{
    const auto code = static_cast<Code>(in.u8());
    if (!in.ok() || code < CodeRange<Code>::first || code > CodeRange<Code>::last)
        return std::nullopt;
    return code;
}

/// A payload that is nothing but a code.
template <WireCode Code> std::optional<Code> parse_code(Bytes payload) noexcept
{
    PayloadReader in(payload);
    const auto code = read_code<Code>(in);
    return in.finish() ? code : std::nullopt;
}

/// The same to be sent. PopResult::popped is followed by the record in wire layout, which a lease
/// of one record is; ConsumeEvent::records is what records_head() is for.
template <WireCode Code> std::array<std::byte, 1> payload_of(Code code) noexcept
{
    return {static_cast<std::byte>(code)};
}
template <WireCode Code> void write_code(IByteWriter& out, std::uint64_t request_id, Code code)
{
    write_request_message(out, request_id, {payload_of(code)});
}

/// How a message starts a request (§5.3); `code` and `version` may have any value.
struct RequestStart {
    std::uint8_t code = 0;
    std::uint8_t version = 0;
    Bytes arguments;
};
/// Nullopt: less than 2 bytes.
DMQ_EXPORT std::optional<RequestStart> parse_start(Bytes payload) noexcept;

/// Push v3. The names, as received:
/// `for (Bytes name : Records(push.channels.bytes)) use(text_of(name));`
struct PushArguments {
    RecordRun channels;
    Bytes value;
};
struct PopArguments {
    std::string_view channel;
};
struct ConsumeArguments {
    std::string_view channel;
    std::string_view subscriber;
};
/// The arguments of a start. Names are not checked here, values may be empty (§12 D5, D6).
DMQ_EXPORT std::optional<PushArguments> parse_push(Bytes arguments) noexcept;
DMQ_EXPORT std::optional<PopArguments> parse_pop(Bytes arguments) noexcept;
DMQ_EXPORT std::optional<ConsumeArguments> parse_consume(Bytes arguments) noexcept;

/// Throws std::length_error for more than 255 channels.
DMQ_EXPORT void write_push(IByteWriter& out, std::uint64_t request_id,
                           std::span<const std::string_view> channels, Bytes value);
DMQ_EXPORT void write_pop(IByteWriter& out, std::uint64_t request_id, std::string_view channel);
DMQ_EXPORT void write_consume(IByteWriter& out, std::uint64_t request_id, std::string_view channel,
                              std::string_view subscriber);

/// The answer to Pop behind Support::supported; `value` with PopResult::popped only.
struct PopReply {
    PopResult result{};
    Bytes value;
};
/// Bytes behind the value are ignored (§5.5).
DMQ_EXPORT std::optional<PopReply> parse_pop_reply(Bytes payload) noexcept;

/// What the node sends behind ConsumeStart::started; `records` with ConsumeEvent::records only.
struct ConsumeMessage {
    ConsumeEvent event{};
    RecordRun records;
};
DMQ_EXPORT std::optional<ConsumeMessage> parse_consume_message(Bytes payload) noexcept;
/// ConsumeEvent::records up to the batch: `batch_size` bytes of records in wire layout follow,
/// which a lease is. Send `.view()`.
using RecordsHead = PayloadBuilder<1 + record_header>;
inline RecordsHead records_head(std::uint64_t batch_size) noexcept
{
    return RecordsHead().u8(static_cast<std::uint8_t>(ConsumeEvent::records)).u64(batch_size);
}

} // namespace dmq::neo
