// SPDX-License-Identifier: BSL-1.0
// Who a neo client is: keys, codes, and the node's checks (neo-protocol §3.2, §3.3). No I/O.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace dmq::neo {

using Key = std::array<std::byte, 128>;
using Nonce = std::array<std::byte, 4>;
using AuthCode = std::array<std::byte, 64>;

/// §3.3: bytes.
inline constexpr std::size_t max_client_name = 100;
/// §3.3: seconds between the clocks of client and node, inclusive.
inline constexpr std::uint64_t max_clock_difference = 1800;

/// Overwrites key material in a way that the compiler does not remove.
DMQ_EXPORT void wipe(std::span<std::byte> secret) noexcept;
/// Cryptographically random; throws std::runtime_error if the system has no randomness.
DMQ_EXPORT Nonce make_nonce();
/// Two lower case digits for each byte, as in credentials files. Not wiped: the caller's secret.
DMQ_EXPORT std::string hexadecimal(const Key& key);
/// A line of a credentials file for a client: `name:key` with a new key. The name is not checked.
/// Throws std::system_error if the system has no randomness.
DMQ_EXPORT std::string make_credentials_line(std::string_view name);
/// §3.2: HMAC-SHA-512. `timestamp` in UNIX seconds. Throws std::runtime_error if libcrypto fails.
DMQ_EXPORT AuthCode make_auth_code(const Key& key, std::uint64_t timestamp, const Nonce& nonce);
/// In constant time (§12 D16).
DMQ_EXPORT bool equal_codes(const AuthCode& a, const AuthCode& b) noexcept;

/// What a client proves its identity with.
struct Credentials {
    std::string_view name;
    AuthCode code{};
};

/// What the code was made for; times in UNIX seconds.
struct Challenge {
    std::uint64_t timestamp = 0; // as the client sent it
    Nonce nonce{};
    std::uint64_t node_time = 0; // right after the version exchange
};

/// Copies the key of the client to `key`, or returns false. Called within verify() only.
using KeyLookup = std::function<bool(std::string_view name, Key& key)>;

/// The first failed check of §3.3. `bad_name` is an unknown client whose name cannot be in a
/// credentials file: it has characters other than 0x21 to 0x7e.
enum class Verdict {
    accepted,
    empty_name,
    name_too_long,
    bad_name,
    unknown_client,
    bad_timestamp,
    timestamp_out_of_range,
    wrong_code,
};

/// For the log, e.g. "unknown client name". Valid for ever.
DMQ_EXPORT std::string_view describe(Verdict verdict) noexcept;
/// The client's name for the log: other characters than 0x21 to 0x7e as `\xHH`, cut off behind
/// max_client_name bytes.
DMQ_EXPORT std::string printable(std::string_view name);

/// §3.3, checks 2 to 7. The copy of the key is wiped. Throws what `key_of` and make_auth_code
/// throw.
DMQ_EXPORT Verdict verify(const Credentials& credentials, const Challenge& challenge,
                          const KeyLookup& key_of);

} // namespace dmq::neo
