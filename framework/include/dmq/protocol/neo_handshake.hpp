// SPDX-License-Identifier: BSL-1.0
// How a neo connection begins (neo-protocol §3), for both sides: the messages, and their sequence
// as coroutines on byte streams. No I/O, no clock, no time-out of its own.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>
#include <dmq/plugin/stream.hpp>
#include <dmq/plugin/task.hpp>
#include <dmq/protocol/neo_auth.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace dmq::neo {

/// §3.1.
inline constexpr std::uint8_t protocol_version = 1;

/// The first byte of a connection. Any value: both sides answer or close themselves (§3.1).
class VersionCodec final : public ReadGoal {
public:
    std::size_t wanted(Bytes) noexcept override { return size(); }
    std::error_code error() const noexcept { return {}; }
    std::size_t size() const noexcept { return 1; }
    std::uint8_t result(Bytes buffered) const noexcept
    {
        return load<std::uint8_t>(buffered.data());
    }
};
DMQ_EXPORT void write_version(IByteWriter& out);
/// Error::bad_version, or no error.
DMQ_EXPORT std::error_code check_version(std::uint8_t version) noexcept;

/// §3 steps 3 to 6, each a whole message. Writers throw only what `out` throws.
DMQ_EXPORT void write_timestamp(IByteWriter& out, std::uint64_t unix_seconds);
DMQ_EXPORT void write_nonce(IByteWriter& out, const Nonce& nonce);
DMQ_EXPORT void write_credentials(IByteWriter& out, const Credentials& credentials);
DMQ_EXPORT void write_result(IByteWriter& out, bool accepted);

/// The bodies of the same; nullopt unless the size is exactly right. The name is a part of `body`.
DMQ_EXPORT std::optional<std::uint64_t> parse_timestamp(Bytes body) noexcept;
DMQ_EXPORT std::optional<Nonce> parse_nonce(Bytes body) noexcept;
DMQ_EXPORT std::optional<Credentials> parse_credentials(Bytes body) noexcept;
DMQ_EXPORT std::optional<bool> parse_result(Bytes body) noexcept;

/// Returns UNIX seconds.
using UnixClock = std::function<std::uint64_t()>;

/// Who has logged in, or tried to: `name` as received, at most 927 bytes of any value.
struct Login {
    Verdict verdict{};
    std::string name;
};

/// The node's side, up to the result: a rejection has been sent, `accepted` is pending in `out`.
/// The clock is read once, behind the version exchange. All arguments must outlive the task.
/// Throws PeerGone, ProtocolError (an answer to a wrong version has been sent), and what verify()
/// throws.
DMQ_EXPORT Task<Login> receive_login(IByteReader& in, IByteWriter& out, const KeyLookup& key_of,
                                     const UnixClock& clock);
/// The client's side: whether the node accepts. All arguments must outlive the task, `name` too.
/// Throws PeerGone, ProtocolError, and what make_auth_code throws.
DMQ_EXPORT Task<bool> send_login(IByteReader& in, IByteWriter& out, std::string_view name,
                                 const Key& key, const UnixClock& clock);

} // namespace dmq::neo
