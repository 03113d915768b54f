// SPDX-License-Identifier: BSL-1.0
// Authentication of neo clients, on libcrypto.
#include <dmq/protocol/neo_auth.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdexcept>
#include <sys/random.h>
#include <system_error>

namespace dmq::neo {
namespace {

unsigned char* octets(std::byte* bytes) noexcept { return reinterpret_cast<unsigned char*>(bytes); }

/// A key that does not outlive its scope.
struct KeyCopy {
    KeyCopy() = default;
    KeyCopy(const KeyCopy&) = delete;
    KeyCopy& operator=(const KeyCopy&) = delete;
    ~KeyCopy() { wipe(key); }

    Key key{};
};

void append_digits(std::string& to, unsigned byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    to.append({digits[byte / 16], digits[byte % 16]});
}

void append_digits(std::string& to, const Key& key)
{
    for (const auto byte : key)
        append_digits(to, std::to_integer<unsigned>(byte));
}

bool is_graph(char c) noexcept { return c > ' ' && c <= '~'; }

bool valid_timestamp(std::uint64_t timestamp) noexcept
{
    constexpr auto most = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    return timestamp != 0 && timestamp <= most;
}

std::uint64_t difference(std::uint64_t a, std::uint64_t b) noexcept
{
    return a < b ? b - a : a - b;
}

Verdict check_name(std::string_view name, const KeyLookup& key_of, Key& key)
{
    if (name.empty())
        return Verdict::empty_name;
    if (name.size() > max_client_name)
        return Verdict::name_too_long;
    if (key_of(name, key))
        return Verdict::accepted;
    return std::ranges::all_of(name, is_graph) ? Verdict::unknown_client : Verdict::bad_name;
}

Verdict check_time(const Challenge& challenge) noexcept
{
    if (!valid_timestamp(challenge.timestamp))
        return Verdict::bad_timestamp;
    return difference(challenge.timestamp, challenge.node_time) > max_clock_difference
        ? Verdict::timestamp_out_of_range
        : Verdict::accepted;
}

} // namespace

void wipe(std::span<std::byte> secret) noexcept { OPENSSL_cleanse(secret.data(), secret.size()); }

Nonce make_nonce()
{
    Nonce nonce;
    if (RAND_bytes(octets(nonce.data()), static_cast<int>(nonce.size())) != 1)
        throw std::runtime_error("neo handshake: libcrypto gives no random bytes");
    return nonce;
}

std::string hexadecimal(const Key& key)
{
    std::string text;
    text.reserve(2 * key.size());
    append_digits(text, key);
    return text;
}

std::string make_credentials_line(std::string_view name)
{
    KeyCopy copy;
    // up to 256 bytes come at once or not at all
    if (::getrandom(copy.key.data(), copy.key.size(), 0) != ssize_t{sizeof(copy.key)})
        throw std::system_error(errno, std::generic_category(), "cannot get random bytes");
    std::string line;
    line.reserve(name.size() + 2 * copy.key.size() + 2);
    line.append(name).append(1, ':');
    append_digits(line, copy.key);
    return line += '\n';
}

AuthCode make_auth_code(const Key& key, std::uint64_t timestamp, const Nonce& nonce)
{
    std::array<std::byte, sizeof timestamp + sizeof(Nonce)> message;
    store(message.data(), timestamp);
    std::ranges::copy(nonce, message.begin() + sizeof timestamp);
    AuthCode code;
    unsigned size = 0;
    if (!HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), octets(message.data()),
              message.size(), octets(code.data()), &size) ||
        size != code.size())
        throw std::runtime_error("neo handshake: libcrypto makes no HMAC-SHA-512");
    return code;
}

bool equal_codes(const AuthCode& a, const AuthCode& b) noexcept
{
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view describe(Verdict verdict) noexcept
{
    switch (verdict) {
    case Verdict::accepted:
        return "accepted";
    case Verdict::empty_name:
        return "empty client name";
    case Verdict::name_too_long:
        return "client name longer than 100 bytes";
    case Verdict::bad_name:
        return "client name with a non-graph character";
    case Verdict::unknown_client:
        return "unknown client name";
    case Verdict::bad_timestamp:
        return "timestamp is 0 or above 2^63-1";
    case Verdict::timestamp_out_of_range:
        return "timestamp more than 1800 s away from the node's clock";
    case Verdict::wrong_code:
        return "wrong authentication code (key mismatch)";
    }
    return "unknown verdict";
}

std::string printable(std::string_view name)
{
    std::string text;
    for (const char c : name.substr(0, max_client_name)) {
        const auto value = static_cast<unsigned char>(c);
        if (is_graph(c))
            text += c;
        else
            append_digits(text += "\\x", value);
    }
    return text;
}

Verdict verify(const Credentials& credentials, const Challenge& challenge, const KeyLookup& key_of)
{
    KeyCopy copy;
    if (const Verdict name = check_name(credentials.name, key_of, copy.key);
        name != Verdict::accepted)
        return name;
    if (const Verdict time = check_time(challenge); time != Verdict::accepted)
        return time;
    const AuthCode expected = make_auth_code(copy.key, challenge.timestamp, challenge.nonce);
    return equal_codes(expected, credentials.code) ? Verdict::accepted : Verdict::wrong_code;
}

} // namespace dmq::neo
