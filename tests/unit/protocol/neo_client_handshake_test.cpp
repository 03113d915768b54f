// SPDX-License-Identifier: BSL-1.0
// Messages of the neo handshake and the client's side: neo-protocol §3, the session of §14, every
// cut of the input.
#include "unit/protocol/neo_handshake_run.hpp"

#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace dmq::neo {
namespace {

using support::arr;
using support::Arrival;
using support::hex;
using support::RecordingWriter;
using support::ScriptedReader;
using support::u64;
using test::accepted_message;
using test::clock_of_test;
using test::drive;
using test::Ended;
using test::field;
using test::message;
using test::recorded_time;
using test::rejected_message;

template <class Write> std::string written(Write write)
{
    RecordingWriter out;
    write(out);
    return out.written();
}

TEST(NeoHandshakeMessages, are_written_as_recorded)
{
    EXPECT_EQ(written([](IByteWriter& out) { write_version(out); }), "\x01");
    EXPECT_EQ(written([](IByteWriter& out) { write_timestamp(out, recorded_time); }),
              test::recorded_timestamp_message);
    EXPECT_EQ(written([](IByteWriter& out) { write_nonce(out, field<4>("fe7c5c48")); }),
              test::recorded_nonce_message);
    EXPECT_EQ(written([](IByteWriter& out) {
                  write_credentials(out, {"test", field<64>(test::recorded_code)});
              }),
              test::recorded_credentials_message);
    EXPECT_EQ(written([](IByteWriter& out) { write_result(out, true); }), accepted_message);
    EXPECT_EQ(written([](IByteWriter& out) { write_result(out, false); }), rejected_message);
}

TEST(NeoHandshakeMessages, have_exactly_one_size)
{
    const std::string eight = hex("f7b7036b00000000");
    EXPECT_EQ(parse_timestamp(bytes_of(eight)), recorded_time);
    EXPECT_FALSE(parse_timestamp(bytes_of(eight.substr(1))));
    EXPECT_FALSE(parse_timestamp(bytes_of(eight + "x")));
    EXPECT_FALSE(parse_timestamp({}));

    EXPECT_EQ(parse_nonce(bytes_of(hex("fe7c5c48"))), field<4>("fe7c5c48"));
    EXPECT_FALSE(parse_nonce(bytes_of("abc")));
    EXPECT_FALSE(parse_nonce(bytes_of("abcde")));

    EXPECT_EQ(parse_result(bytes_of(hex("00"))), false);
    EXPECT_EQ(parse_result(bytes_of(hex("01"))), true);
    EXPECT_EQ(parse_result(bytes_of(hex("80"))), true);
    EXPECT_FALSE(parse_result({}));
    EXPECT_FALSE(parse_result(bytes_of(hex("01 01"))));
}

TEST(NeoHandshakeMessages, credentials_are_a_name_and_64_bytes)
{
    const std::string code = hex(test::recorded_code);
    for (const std::string& name : {std::string(), std::string("test"), std::string(927, 'n')}) {
        const std::string body = arr(name) + code;
        const auto credentials = parse_credentials(bytes_of(body));
        ASSERT_TRUE(credentials);
        EXPECT_EQ(credentials->name, name);
        EXPECT_EQ(credentials->code, field<64>(test::recorded_code));
        EXPECT_FALSE(parse_credentials(bytes_of(body + "x")));
        for (std::size_t size = 0; size < body.size(); ++size)
            EXPECT_FALSE(parse_credentials(bytes_of(body.substr(0, size)))) << size;
    }
    EXPECT_FALSE(parse_credentials(bytes_of(u64(~std::uint64_t{0}) + code)));
    EXPECT_FALSE(parse_credentials(bytes_of(u64(65) + code)));
}

TEST(NeoVersion, only_one_is_supported)
{
    for (unsigned value = 0; value < 256; ++value)
        EXPECT_EQ(check_version(static_cast<std::uint8_t>(value)),
                  value == 1 ? std::error_code() : Error::bad_version);
}

Ended<bool> run_client(std::string input, RecordingWriter& out, Arrival arrival = {})
{
    ScriptedReader in(std::move(input), std::move(arrival));
    const UnixClock clock = clock_of_test;
    const Key key{};
    const auto task = send_login(in, out, "test", key, clock);
    return drive(task, in, out);
}

const std::string client_output = "\x01" + test::recorded_timestamp_message +
    test::recorded_credentials_message;
const std::string node_output = "\x01" + test::recorded_nonce_message + accepted_message;

TEST(NeoClientSide, says_what_was_recorded_wherever_the_answer_is_cut)
{
    for (std::size_t cut = 0; cut <= node_output.size(); ++cut) {
        RecordingWriter out;
        const auto ended = run_client(node_output, out, Arrival::cut_at(cut));
        EXPECT_EQ(ended.value, true) << cut;
        EXPECT_EQ(out.written(), client_output) << cut;
    }
}

TEST(NeoClientSide, sends_nothing_behind_the_version_before_the_answer)
{
    RecordingWriter out;
    const auto ended = run_client("", out);
    EXPECT_FALSE(ended.value || ended.peer_gone || ended.error);
    EXPECT_EQ(out.sent(), "\x01");
}

TEST(NeoClientSide, ends_when_the_node_leaves_anywhere)
{
    for (std::size_t size = 0; size < node_output.size(); ++size) {
        RecordingWriter out;
        const auto ended = run_client(node_output.substr(0, size), out,
                                      Arrival::whole().then_close());
        EXPECT_TRUE(ended.peer_gone) << size;
    }
}

TEST(NeoClientSide, reports_a_rejection)
{
    RecordingWriter out;
    const auto ended = run_client("\x01" + test::recorded_nonce_message + rejected_message, out);
    EXPECT_EQ(ended.value, false);
}

TEST(NeoClientSide, leaves_a_node_that_breaks_the_protocol)
{
    const std::string nonce = "\x01" + test::recorded_nonce_message;
    const std::string request = hex("01 0900000000000000 08 0100000000000000 fd");
    const std::pair<std::string, Error> cases[] = {
        {"\x02", Error::bad_version},
        {"\x01" + message("abc"), Error::malformed_payload},
        {"\x01" + message("abcde"), Error::malformed_payload},
        {"\x01" + request, Error::unexpected_type},
        {nonce + message(""), Error::malformed_payload},
        {nonce + message("\x01\x01"), Error::malformed_payload},
        {nonce + request, Error::unexpected_type},
    };
    for (const auto& [input, error] : cases) {
        RecordingWriter out;
        EXPECT_EQ(run_client(input, out).error, error);
    }
}

} // namespace
} // namespace dmq::neo
