// SPDX-License-Identifier: BSL-1.0
// What is sent for Push, Pop and Consume: neo-protocol §6, the session of §14.
#include "support/recording_writer.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/neo_requests.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::neo {
namespace {

using support::hex;
using support::records;

std::string written(const std::function<void(IByteWriter&)>& write)
{
    support::RecordingWriter out;
    write(out);
    return out.written();
}

template <WireCode Code> std::string code_message(std::uint64_t id, Code code)
{
    return written([&](IByteWriter& out) { write_code(out, id, code); });
}

/// Head, then records in wire layout, as the node sends a lease.
std::string message(std::uint64_t id, Bytes head, const std::string& run)
{
    return written([&](IByteWriter& out) {
        write_request_message(out, id, {head, bytes_of(run)});
    });
}

std::string records_message(std::uint64_t id, const std::string& run)
{
    return message(id, records_head(run.size()).view(), run);
}

TEST(NeoSession, push_is_written_as_recorded)
{
    const std::string_view channel = "channel1";
    EXPECT_EQ(written([&](IByteWriter& out) {
                  write_push(out, 1, {&channel, 1}, bytes_of("hello world"));
              }),
              hex("01 2e00000000000000 2f 0100000000000000 01 03 01 0800000000000000"
                  "6368616e6e656c31 0b00000000000000 68656c6c6f20776f726c64"));
    EXPECT_EQ(code_message(1, Support::supported),
              hex("01 0900000000000000 08 0100000000000000 fd"));
    EXPECT_EQ(code_message(1, PushResult::pushed),
              hex("01 0900000000000000 08 0100000000000000 01"));
}

TEST(NeoSession, pop_is_written_as_recorded)
{
    EXPECT_EQ(written([](IByteWriter& out) { write_pop(out, 3, "c1"); }),
              hex("01 1400000000000000 15 0300000000000000 02 01 0200000000000000 6331"));
    EXPECT_EQ(code_message(3, Support::supported),
              hex("01 0900000000000000 08 0300000000000000 fd"));
    EXPECT_EQ(message(3, payload_of(PopResult::popped), records({"hello"})),
              hex("01 1600000000000000 17 0300000000000000 01 0500000000000000 68656c6c6f"));
}

TEST(NeoSession, consume_is_written_as_recorded)
{
    EXPECT_EQ(written([](IByteWriter& out) { write_consume(out, 6, "c2", "sub"); }),
              hex("01 1f00000000000000 1e 0600000000000000 06 04 0200000000000000 6332"
                  "0300000000000000 737562"));
    EXPECT_EQ(code_message(6, ConsumeStart::started),
              hex("01 0900000000000000 08 0600000000000000 01"));
    EXPECT_EQ(records_message(6, records({"multi"})),
              hex("01 1e00000000000000 1f 0600000000000000 03 0d00000000000000"
                  "0500000000000000 6d756c7469"));
    EXPECT_EQ(code_message(6, ConsumeControl::proceed),
              hex("01 0900000000000000 08 0600000000000000 01"));
    EXPECT_EQ(code_message(6, ConsumeControl::stop),
              hex("01 0900000000000000 08 0600000000000000 02"));
    EXPECT_EQ(code_message(6, ConsumeEvent::stopped),
              hex("01 0900000000000000 08 0600000000000000 04"));
}

TEST(NeoWriting, a_batch_of_two_records_is_that_of_the_example)
{
    EXPECT_EQ(records_message(6, records({"x1", "x2"})),
              hex("01 2500000000000000 24 0600000000000000") +
                  hex("03 1400000000000000 0200000000000000 7831 0200000000000000 7832"));
}

TEST(NeoWriting, each_code_has_its_byte)
{
    const auto byte = [](auto code) {
        return static_cast<int>(static_cast<unsigned char>(code_message(1, code).back()));
    };
    EXPECT_EQ(byte(Support::supported), 0xfd);
    EXPECT_EQ(byte(Support::version_not_supported), 0xfe);
    EXPECT_EQ(byte(Support::not_supported), 0xff);
    EXPECT_EQ(byte(PushResult::error), 2);
    EXPECT_EQ(byte(PopResult::empty), 2);
    EXPECT_EQ(byte(PopResult::error), 3);
    EXPECT_EQ(byte(PopResult::subscribed), 4);
    EXPECT_EQ(byte(ConsumeStart::error), 2);
    EXPECT_EQ(byte(ConsumeEvent::channel_removed), 5);
}

TEST(NeoWriting, refuses_more_channels_than_can_be_counted)
{
    support::RecordingWriter out;
    const std::vector<std::string_view> names(256, "c");
    EXPECT_THROW(write_push(out, 1, names, bytes_of("v")), std::length_error);
    EXPECT_EQ(out.written(), "");
}

} // namespace
} // namespace dmq::neo
