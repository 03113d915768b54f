// SPDX-License-Identifier: BSL-1.0
// Headers of neo messages: layout, checks, writing.
#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_payload.hpp>

#include <algorithm>
#include <limits>

namespace dmq::neo {
namespace {

constexpr std::size_t request_head_size = MessageHeader::size + request_id_size;
constexpr std::size_t small_payload = 110; // bytes put together before they are written

/// The parity byte of §2.1: one bit of it per bit position of the other nine bytes.
std::uint8_t parity_of(std::uint8_t type, std::uint64_t body_length) noexcept
{
    std::uint64_t folded = body_length;
    for (const int shift : {32, 16, 8})
        folded ^= folded >> shift;
    return static_cast<std::uint8_t>(folded ^ type);
}

void store_request_head(std::byte* to, std::uint64_t request_id,
                        std::uint64_t payload_size) noexcept
{
    const auto header = MessageHeader::of(MessageType::request, request_id_size + payload_size);
    std::ranges::copy(header.encode(), to);
    store(to + MessageHeader::size, request_id);
}

/// What most messages are.
void write_code_message(IByteWriter& out, std::uint64_t request_id, std::byte code)
{
    std::array<std::byte, request_head_size + 1> message;
    store_request_head(message.data(), request_id, 1);
    message.back() = code;
    out.write(message);
}

std::size_t total_size(std::initializer_list<Bytes> pieces) noexcept
{
    std::size_t size = 0;
    for (const Bytes piece : pieces)
        size += piece.size();
    return size;
}

void write_pieces(IByteWriter& out, std::initializer_list<Bytes> pieces)
{
    for (const Bytes piece : pieces)
        out.write(piece);
}

} // namespace

MessageHeader MessageHeader::of(MessageType type, std::uint64_t body_length) noexcept
{
    const auto code = static_cast<std::uint8_t>(type);
    return {code, body_length, parity_of(code, body_length)};
}

MessageHeader MessageHeader::decode(std::span<const std::byte, size> bytes) noexcept
{
    PayloadReader fields(bytes);
    MessageHeader header;
    header.type = fields.u8();
    header.body_length = fields.u64();
    header.parity = fields.u8();
    return header;
}

std::array<std::byte, MessageHeader::size> MessageHeader::encode() const noexcept
{
    std::array<std::byte, size> bytes;
    store(bytes.data(), type);
    store(bytes.data() + sizeof type, body_length);
    store(bytes.data() + sizeof type + sizeof body_length, parity);
    return bytes;
}

std::error_code MessageHeader::check() const noexcept
{
    if (parity != parity_of(type, body_length))
        return Error::bad_parity;
    switch (static_cast<MessageType>(type)) {
    case MessageType::request:
        return body_length < request_id_size ? Error::body_too_short : std::error_code();
    case MessageType::authentication:
        return body_length > max_authentication_body ? Error::auth_too_long : std::error_code();
    }
    return Error::bad_type;
}

std::error_code MessageCodec::check(const MessageHeader& header) const noexcept
{
    if (std::error_code error = header.check())
        return error;
    if (header.type != static_cast<std::uint8_t>(expected_))
        return Error::unexpected_type;
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max() - MessageHeader::size;
    if (header.body_length > max_body_ || header.body_length > most)
        return Error::message_too_long;
    return {};
}

std::size_t MessageCodec::wanted(Bytes buffered) noexcept
{
    if (size_ == 0 && !error_) {
        if (buffered.size() < MessageHeader::size)
            return MessageHeader::size;
        const auto header = MessageHeader::decode(buffered.first<MessageHeader::size>());
        error_ = check(header);
        if (!error_)
            size_ = MessageHeader::size + header.body_length;
    }
    return size_;
}

void write_message(IByteWriter& out, MessageType type, std::initializer_list<Bytes> body)
{
    out.write(MessageHeader::of(type, total_size(body)).encode());
    write_pieces(out, body);
}

void write_request_message(IByteWriter& out, std::uint64_t request_id,
                           std::initializer_list<Bytes> payload)
{
    if (payload.size() == 1 && payload.begin()->size() == 1)
        return write_code_message(out, request_id, payload.begin()->front());
    const std::size_t size = total_size(payload);
    if (size > small_payload) {
        begin_request_message(out, request_id, size);
        return write_pieces(out, payload);
    }
    // one write costs a fraction of three
    std::array<std::byte, request_head_size + small_payload> message;
    store_request_head(message.data(), request_id, size);
    std::byte* to = message.data() + request_head_size;
    for (const Bytes piece : payload) {
        std::copy(piece.begin(), piece.end(), to);
        to += piece.size();
    }
    out.write(Bytes(message).first(request_head_size + size));
}

void begin_request_message(IByteWriter& out, std::uint64_t request_id, std::uint64_t payload_size)
{
    std::array<std::byte, request_head_size> head;
    store_request_head(head.data(), request_id, payload_size);
    out.write(head);
}

} // namespace dmq::neo
