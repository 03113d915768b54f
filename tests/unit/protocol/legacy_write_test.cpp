// SPDX-License-Identifier: BSL-1.0
// Codes and encodings of legacy-protocol §2, §4 and §5 as they are sent.
#include "support/recording_writer.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/legacy.hpp>

#include <gtest/gtest.h>

namespace dmq::legacy {
namespace {

using namespace support;

TEST(LegacyWrite, SendsStatusCodes)
{
    const std::pair<Status, const char*> table[] = {
        {Status::ok, "c8000000"},
        {Status::not_supported, "96010000"},
        {Status::out_of_memory, "97010000"},
        {Status::empty_value, "98010000"},
        {Status::bad_channel_name, "99010000"},
        {Status::error, "f4010000"},
    };
    for (const auto& [status, bytes] : table) {
        RecordingWriter out;
        write(out, status);
        EXPECT_EQ(out.written(), hex(bytes));
    }
}

TEST(LegacyWrite, SendsIntegersLittleEndian)
{
    RecordingWriter out;
    write_integer(out, std::uint16_t{0x1234});
    write_integer(out, std::uint64_t{0x0102030405060708});
    EXPECT_EQ(out.written(), hex("3412 0807060504030201"));
}

TEST(LegacyWrite, SendsByteStringsWithTheirLength)
{
    RecordingWriter out;
    write_array(out, "abc");
    write_array(out, Bytes());
    EXPECT_EQ(out.written(), hex("0300000000000000 616263 0000000000000000"));
}

TEST(LegacyCommand, HasTheCodesOfTheSpecification)
{
    EXPECT_EQ(static_cast<int>(Command::push), 1);
    EXPECT_EQ(static_cast<int>(Command::consume), 6);
    EXPECT_EQ(static_cast<int>(Command::get_num_connections), 8);
    EXPECT_EQ(static_cast<int>(Command::push_multi), 9);
    EXPECT_EQ(static_cast<int>(Command::push_multi2), 13);
}

} // namespace
} // namespace dmq::legacy
