// SPDX-License-Identifier: BSL-1.0
// The handshake of neo connections: messages and sequence.
#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_payload.hpp>

#include <algorithm>

namespace dmq::neo {
namespace {

/// `co_await next(in)`: the body of the next authentication message.
ReadOp<MessageCodec> next(IByteReader& in) noexcept
{
    return read(in, MessageCodec(MessageType::authentication));
}

template <class T> T well_formed(const std::optional<T>& parsed)
{
    if (!parsed)
        throw ProtocolError(Error::malformed_payload);
    return *parsed;
}

void require_version(std::uint8_t version)
{
    if (const std::error_code error = check_version(version))
        throw ProtocolError(error);
}

template <std::size_t Size> void read_raw(PayloadReader& in, std::array<std::byte, Size>& to)
{
    std::ranges::copy(in.raw(Size), to.begin());
}

} // namespace

void write_version(IByteWriter& out) { out.write(PayloadBuilder<1>().u8(protocol_version).view()); }

std::error_code check_version(std::uint8_t version) noexcept
{
    return version == protocol_version ? std::error_code() : Error::bad_version;
}

void write_timestamp(IByteWriter& out, std::uint64_t unix_seconds)
{
    write_message(out, MessageType::authentication,
                  {PayloadBuilder<sizeof unix_seconds>().u64(unix_seconds).view()});
}

void write_nonce(IByteWriter& out, const Nonce& nonce)
{
    write_message(out, MessageType::authentication, {nonce});
}

void write_credentials(IByteWriter& out, const Credentials& credentials)
{
    write_message(out, MessageType::authentication,
                  {PayloadBuilder<record_header>().u64(credentials.name.size()).view(),
                   bytes_of(credentials.name), credentials.code});
}

void write_result(IByteWriter& out, bool accepted)
{
    write_message(out, MessageType::authentication,
                  {PayloadBuilder<1>().u8(accepted ? 1 : 0).view()});
}

std::optional<std::uint64_t> parse_timestamp(Bytes body) noexcept
{
    PayloadReader in(body);
    const std::uint64_t timestamp = in.u64();
    return in.finish() ? std::optional(timestamp) : std::nullopt;
}

std::optional<Nonce> parse_nonce(Bytes body) noexcept
{
    PayloadReader in(body);
    Nonce nonce{};
    read_raw(in, nonce);
    return in.finish() ? std::optional(nonce) : std::nullopt;
}

std::optional<Credentials> parse_credentials(Bytes body) noexcept
{
    PayloadReader in(body);
    Credentials credentials;
    credentials.name = text_of(in.array());
    read_raw(in, credentials.code);
    return in.finish() ? std::optional(credentials) : std::nullopt;
}

std::optional<bool> parse_result(Bytes body) noexcept
{
    PayloadReader in(body);
    const bool accepted = in.u8() != 0;
    return in.finish() ? std::optional(accepted) : std::nullopt;
}

Task<Login> receive_login(IByteReader& in, IByteWriter& out, const KeyLookup& key_of,
                          const UnixClock& clock)
{
    const std::uint8_t version = co_await read(in, VersionCodec());
    write_version(out);
    if (check_version(version))
        co_await flush(out);
    require_version(version);

    Challenge challenge;
    challenge.node_time = clock();
    challenge.timestamp = well_formed(parse_timestamp(co_await next(in)));
    challenge.nonce = make_nonce();
    write_nonce(out, challenge.nonce);

    const Credentials credentials = well_formed(parse_credentials(co_await next(in)));
    Login login{verify(credentials, challenge, key_of), std::string(credentials.name)};
    write_result(out, login.verdict == Verdict::accepted);
    if (login.verdict != Verdict::accepted)
        co_await flush(out);
    co_return login;
}

Task<bool> send_login(IByteReader& in, IByteWriter& out, std::string_view name, const Key& key,
                      const UnixClock& clock)
{
    write_version(out);
    require_version(co_await read(in, VersionCodec()));

    const std::uint64_t timestamp = clock();
    write_timestamp(out, timestamp);
    const Nonce nonce = well_formed(parse_nonce(co_await next(in)));

    write_credentials(out, {name, make_auth_code(key, timestamp, nonce)});
    co_return well_formed(parse_result(co_await next(in)));
}

} // namespace dmq::neo
