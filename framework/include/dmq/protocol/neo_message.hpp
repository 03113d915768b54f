// SPDX-License-Identifier: BSL-1.0
// Messages of the neo protocol (neo-protocol §2, §5.1): header, codec, writing. No I/O.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>
#include <dmq/plugin/stream.hpp>
#include <dmq/protocol/neo_error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <system_error>

namespace dmq::neo {

enum class MessageType : std::uint8_t { request = 1, authentication = 2 };

inline constexpr std::size_t request_id_size = sizeof(std::uint64_t);
/// §2.2.
inline constexpr std::size_t max_authentication_body = 999;
/// The longest body of a request message unless configured otherwise (§12 D1).
inline constexpr std::size_t default_max_body = 256 * 1024 * 1024;
/// §5.3: active requests of one connection.
inline constexpr std::size_t max_active_requests = 5000;

/// §2.1. As received, `type` and `parity` may have any value.
struct MessageHeader {
    static constexpr std::size_t size = 10;

    std::uint8_t type = 0;
    std::uint64_t body_length = 0;
    std::uint8_t parity = 0;

    /// A valid header. The length is not checked.
    DMQ_EXPORT static MessageHeader of(MessageType type, std::uint64_t body_length) noexcept;
    DMQ_EXPORT static MessageHeader decode(std::span<const std::byte, size> bytes) noexcept;
    DMQ_EXPORT std::array<std::byte, size> encode() const noexcept;
    /// The first failed check of §2.2, or no error.
    DMQ_EXPORT std::error_code check() const noexcept;
};

/// One message: the checks of §2.2, then that it has the expected type, then that its body is not
/// longer than `max_body` bytes; nothing behind a bad header is waited for. result(): the body.
class DMQ_EXPORT MessageCodec final : public ReadGoal {
public:
    explicit MessageCodec(MessageType expected, std::size_t max_body = default_max_body) noexcept
        : expected_(expected), max_body_(max_body)
    {
    }
    std::size_t wanted(Bytes buffered) noexcept override;
    std::error_code error() const noexcept { return error_; }
    std::size_t size() const noexcept { return size_; }
    Bytes result(Bytes buffered) const noexcept
    {
        return buffered.subspan(MessageHeader::size, size_ - MessageHeader::size);
    }

private:
    std::error_code check(const MessageHeader& header) const noexcept;

    MessageType expected_;
    std::size_t max_body_;
    std::size_t size_ = 0; // of the whole message, once its header has been accepted
    std::error_code error_;
};

/// §5.1. The payload is a part of the body.
struct RequestMessage {
    std::uint64_t request_id = 0;
    Bytes payload;
};

/// `body`: of a request message that MessageCodec has accepted, so at least 8 bytes.
inline RequestMessage parse_request_message(Bytes body) noexcept
{
    return {load<std::uint64_t>(body.data()), body.subspan(request_id_size)};
}

/// Header and pieces, copied to `out`. Throws only what `out` throws.
DMQ_EXPORT void write_message(IByteWriter& out, MessageType type,
                              std::initializer_list<Bytes> body);
DMQ_EXPORT void write_request_message(IByteWriter& out, std::uint64_t request_id,
                                      std::initializer_list<Bytes> payload);
/// Header and request id only: `payload_size` bytes must be written next.
DMQ_EXPORT void begin_request_message(IByteWriter& out, std::uint64_t request_id,
                                      std::uint64_t payload_size);

} // namespace dmq::neo
