// SPDX-License-Identifier: BSL-1.0
// Authentication codes and the node's checks: neo-protocol §3.2, §3.3, §14.
#include "unit/protocol/neo_handshake_run.hpp"

#include <dmq/protocol/neo_auth.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <new>
#include <set>
#include <string>
#include <string_view>

namespace dmq::neo {
namespace {

using test::counting_key;
using test::field;
using test::string_of;
using namespace std::literals;

TEST(NeoAuthCode, is_that_of_the_first_vector)
{
    const AuthCode code = make_auth_code(counting_key(), 1700000000, field<4>("01020304"));
    EXPECT_EQ(string_of(code),
              support::hex("07166830c6787085324f1e13cacdc59f0eea34b9ffe55626"
                           "b682ae7a0a789e3f858a91d062da2ffa702b20f6bc4164ad"
                           "cab99873bcc3634b80cae79da6cd1402"));
}

TEST(NeoAuthCode, is_that_of_the_recorded_session)
{
    const AuthCode code = make_auth_code(Key{}, test::recorded_time, field<4>("fe7c5c48"));
    EXPECT_EQ(string_of(code), support::hex(test::recorded_code));
}

TEST(NeoAuthCode, depends_on_every_bit_of_key_time_and_nonce)
{
    const AuthCode code = make_auth_code(Key{}, 1, Nonce{});
    for (const std::size_t at : {std::size_t{0}, std::size_t{63}, std::size_t{127}}) {
        Key key{};
        key[at] = std::byte{1};
        EXPECT_FALSE(equal_codes(make_auth_code(key, 1, Nonce{}), code));
    }
    for (unsigned bit = 0; bit < 64; ++bit)
        EXPECT_FALSE(equal_codes(make_auth_code(Key{}, 1 ^ (std::uint64_t{1} << bit), {}), code));
    for (std::size_t at = 0; at < Nonce().size(); ++at) {
        Nonce nonce{};
        nonce[at] = std::byte{0x80};
        EXPECT_FALSE(equal_codes(make_auth_code(Key{}, 1, nonce), code));
    }
}

TEST(NeoAuthCode, differs_from_one_with_any_bit_flipped)
{
    const auto code = field<64>(test::recorded_code);
    EXPECT_TRUE(equal_codes(code, field<64>(test::recorded_code)));
    for (std::size_t bit = 0; bit < code.size() * 8; ++bit) {
        AuthCode other = code;
        other[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
        EXPECT_FALSE(equal_codes(code, other)) << "bit " << bit;
    }
}

TEST(NeoSecrets, are_wiped)
{
    Key key = counting_key();
    wipe(key);
    EXPECT_EQ(key, Key{});
}

TEST(NeoNonce, is_fresh_each_time)
{
    std::set<Nonce> nonces;
    for (int i = 0; i < 64; ++i)
        nonces.insert(make_nonce());
    EXPECT_GE(nonces.size(), 60U);
}

/// The node knows one client, "test", whose key is the counting one.
bool key_of_test(std::string_view name, Key& key)
{
    if (name != "test")
        return false;
    key = counting_key();
    return true;
}

/// The verdict on a client that knows the key of "test" and makes its code properly.
Verdict verdict_on(std::string_view name, std::uint64_t timestamp, std::uint64_t node_time)
{
    const Challenge challenge{timestamp, field<4>("01020304"), node_time};
    const Credentials credentials{name, make_auth_code(counting_key(), timestamp, challenge.nonce)};
    return verify(credentials, challenge, key_of_test);
}

constexpr std::uint64_t now = 1700000000;
constexpr std::uint64_t last = std::numeric_limits<std::int64_t>::max();

TEST(NeoVerify, checks_the_name)
{
    EXPECT_EQ(verdict_on("test", now, now), Verdict::accepted);
    EXPECT_EQ(verdict_on("", now, now), Verdict::empty_name);
    EXPECT_EQ(verdict_on(std::string(100, 'n'), now, now), Verdict::unknown_client);
    EXPECT_EQ(verdict_on(std::string(101, 'n'), now, now), Verdict::name_too_long);
    EXPECT_EQ(verdict_on(std::string(101, ' '), now, now), Verdict::name_too_long);
    EXPECT_EQ(verdict_on("test2", now, now), Verdict::unknown_client);
    EXPECT_EQ(verdict_on("Test", now, now), Verdict::unknown_client);
    for (const std::string_view name : {"te st"sv, "test\0"sv, "\x7f"sv, "\xc3\xa4"sv, "test\n"sv})
        EXPECT_EQ(verdict_on(name, now, now), Verdict::bad_name) << name;
    EXPECT_EQ(verdict_on("!~", now, now), Verdict::unknown_client);
}

TEST(NeoVerify, accepts_1800_seconds_in_either_direction)
{
    EXPECT_EQ(verdict_on("test", now - 1800, now), Verdict::accepted);
    EXPECT_EQ(verdict_on("test", now + 1800, now), Verdict::accepted);
    EXPECT_EQ(verdict_on("test", now - 1801, now), Verdict::timestamp_out_of_range);
    EXPECT_EQ(verdict_on("test", now + 1801, now), Verdict::timestamp_out_of_range);
    EXPECT_EQ(verdict_on("test", 1, now), Verdict::timestamp_out_of_range);
    EXPECT_EQ(verdict_on("test", last, now), Verdict::timestamp_out_of_range);
}

TEST(NeoVerify, refuses_times_that_are_none)
{
    EXPECT_EQ(verdict_on("test", 0, now), Verdict::bad_timestamp);
    EXPECT_EQ(verdict_on("test", 0, 100), Verdict::bad_timestamp);
    EXPECT_EQ(verdict_on("test", last + 1, now), Verdict::bad_timestamp);
    EXPECT_EQ(verdict_on("test", last + 1, last), Verdict::bad_timestamp);
    EXPECT_EQ(verdict_on("test", std::numeric_limits<std::uint64_t>::max(), now),
              Verdict::bad_timestamp);
    EXPECT_EQ(verdict_on("test", 1, 100), Verdict::accepted);
    EXPECT_EQ(verdict_on("test", last, last), Verdict::accepted);
}

TEST(NeoVerify, refuses_a_code_for_anything_else)
{
    const Challenge challenge{now, field<4>("01020304"), now};
    const auto verdict = [&](const AuthCode& code) {
        return verify({"test", code}, challenge, key_of_test);
    };
    EXPECT_EQ(verdict(make_auth_code(counting_key(), now, challenge.nonce)), Verdict::accepted);
    EXPECT_EQ(verdict(make_auth_code(Key{}, now, challenge.nonce)), Verdict::wrong_code);
    EXPECT_EQ(verdict(make_auth_code(counting_key(), now + 1, challenge.nonce)),
              Verdict::wrong_code);
    EXPECT_EQ(verdict(make_auth_code(counting_key(), now, Nonce{})), Verdict::wrong_code);
    EXPECT_EQ(verdict(AuthCode{}), Verdict::wrong_code);
}

TEST(NeoVerify, reports_the_first_failed_check)
{
    const auto verdict = [](std::string_view name, std::uint64_t timestamp) {
        return verify({name, AuthCode{}}, {timestamp, {}, now}, key_of_test);
    };
    EXPECT_EQ(verdict("", 0), Verdict::empty_name);
    EXPECT_EQ(verdict("nobody", 0), Verdict::unknown_client);
    EXPECT_EQ(verdict("test", 0), Verdict::bad_timestamp);
    EXPECT_EQ(verdict("test", now + 5000), Verdict::timestamp_out_of_range);
    EXPECT_EQ(verdict("test", now), Verdict::wrong_code);
}

TEST(NeoVerify, asks_for_no_key_of_a_name_that_cannot_be)
{
    int calls = 0;
    const KeyLookup count = [&](std::string_view, Key&) { return ++calls == 0; };
    verify({"", {}}, {now, {}, now}, count);
    verify({std::string_view(test::recorded_code), {}}, {now, {}, now}, count);
    EXPECT_EQ(calls, 0);
    verify({"test", {}}, {now, {}, now}, count);
    EXPECT_EQ(calls, 1);
}

TEST(NeoVerify, lets_a_failure_of_the_lookup_through)
{
    const KeyLookup broken = [](std::string_view, Key&) -> bool { throw std::bad_alloc(); };
    EXPECT_THROW(verify({"test", {}}, {now, {}, now}, broken), std::bad_alloc);
}

TEST(NeoVerdict, each_has_a_text_of_its_own)
{
    std::set<std::string_view> texts;
    for (int value = 0; value <= static_cast<int>(Verdict::wrong_code); ++value)
        texts.insert(describe(static_cast<Verdict>(value)));
    EXPECT_EQ(texts.size(), static_cast<std::size_t>(Verdict::wrong_code) + 1);
    EXPECT_FALSE(texts.contains("unknown verdict"));
}

TEST(NeoPrintable, shows_a_name_on_one_line)
{
    EXPECT_EQ(printable("test-1"), "test-1");
    EXPECT_EQ(printable(""), "");
    EXPECT_EQ(printable("a\nb \x7f\xff\0"sv), R"(a\x0ab\x20\x7f\xff\x00)");
    EXPECT_EQ(printable(std::string(927, 'n')), std::string(100, 'n'));
}

} // namespace
} // namespace dmq::neo
