// SPDX-License-Identifier: BSL-1.0
// Dump files byte by byte, as the original writes them.
#include "faulty_file_ops.hpp"
#include "storage/ring/dump_file.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

#include <iomanip>
#include <sstream>

namespace dmq::ring::test {
namespace {

std::string from_hex(std::string_view digits)
{
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        bytes.push_back(
            static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
    return bytes;
}

/// The records of the recorded data directories: "record <n> record <n> …", 100 bytes.
std::string golden_record(int number)
{
    std::ostringstream word;
    word << "record " << std::setw(5) << std::setfill('0') << number << ' ';
    std::string text;
    while (text.size() < 100)
        text += word.str();
    return text.substr(0, 100);
}

std::string written(IFileOps& ops, const Payloads& records, std::size_t piece_size)
{
    const TempDir dir;
    const std::string data = wire(records);
    std::vector<Bytes> pieces;
    for (std::size_t at = 0; at < data.size(); at += piece_size)
        pieces.push_back(bytes_of(std::string_view(data).substr(at, piece_size)));
    write_dump(ops, dir.path(), "ch1", static_cast<std::uint32_t>(records.size()), pieces);
    const auto files = dir.files();
    EXPECT_EQ(files.size(), 1U);
    return files.at("ch1.rq");
}

Payloads read(IFileOps& ops, const std::string& content, DumpContent& result)
{
    const TempDir dir;
    dir.write("ch1.rq", content);
    DumpReader reader(ops, dir.path("ch1.rq"));
    std::string data(reader.size(), '?');
    result = reader.read(std::as_writable_bytes(std::span(data)));
    data.resize(result.size);
    Payloads records;
    for (const Bytes record : Records(bytes_of(data)))
        records.emplace_back(text_of(record));
    EXPECT_EQ(records.size(), result.records);
    return records;
}

TEST(DumpFile, ExampleOfTheSpecification)
{
    EXPECT_EQ(written(posix_file_ops(), {"Hello ch1!"}, 100),
              from_hex("0100000012000000000000000a0000000000000048656c6c6f2063683121"));
}

TEST(DumpFile, FilesOfTheOriginal)
{
    EXPECT_EQ(written(posix_file_ops(), {"hello"}, 100),
              from_hex("010000000d00000000000000050000000000000068656c6c6f"));
    EXPECT_EQ(written(posix_file_ops(), {"x"}, 100),
              from_hex("010000000900000000000000010000000000000078"));
    const std::string two = written(posix_file_ops(), {golden_record(1), golden_record(2)}, 1000);
    const std::string length = from_hex("6400000000000000");
    EXPECT_EQ(two,
              from_hex("02000000d800000000000000") + length + golden_record(1) + length +
                  golden_record(2));
    EXPECT_EQ(two.size(), 228U);
}

TEST(DumpFile, PiecesOfAnySizeAndShortOrInterruptedWritesMakeTheSameFile)
{
    Payloads records;
    for (int i = 0; i < 50; ++i)
        records.push_back(golden_record(i));
    for (const std::size_t piece : {1U, 7U, 5000U, 100000U})
        for (const std::size_t at_most : {0U, 1U, 13U}) {
            SCOPED_TRACE(std::to_string(piece) + ' ' + std::to_string(at_most));
            FaultyFileOps ops;
            ops.syncs = false;
            ops.at_most = at_most;
            ops.interrupts = true;
            EXPECT_EQ(written(ops, records, piece), dump(records));
        }
}

TEST(DumpFile, ShortAndInterruptedReadsReadTheSame)
{
    const Payloads records{"one", "two", golden_record(3)};
    for (const std::size_t at_most : {0U, 1U, 5U}) {
        FaultyFileOps ops;
        ops.at_most = at_most;
        ops.interrupts = true;
        DumpContent content;
        EXPECT_EQ(read(ops, dump(records), content), records);
        EXPECT_FALSE(content.damage);
    }
}

TEST(DumpFile, AnyPositionOfTheCutLeavesTheWholeRecordsBeforeIt)
{
    const Payloads records{"one", "a", golden_record(3), "last"};
    const std::string whole = dump(records);
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        SCOPED_TRACE("cut at " + std::to_string(cut));
        DumpContent content;
        const Payloads got = read(posix_file_ops(), whole.substr(0, cut), content);
        Payloads expected;
        std::size_t end = dump_header_size;
        for (const std::string& record : records)
            if ((end += record_header + record.size()) <= cut)
                expected.push_back(record);
        EXPECT_EQ(got, expected);
        ASSERT_TRUE(content.damage);
        EXPECT_LE(content.damage->offset, cut);
    }
}

TEST(DumpFile, EmptyRecordsAreLeftOut)
{
    DumpContent content;
    EXPECT_THAT(read(posix_file_ops(), dump({"", "a", "", "", "bc", ""}), content),
                testing::ElementsAre("a", "bc"));
    EXPECT_FALSE(content.damage);
    EXPECT_EQ(content.empty_records, 4U);
}

TEST(DumpFile, WhatFollowsTheRecordsIsNotLookedAt)
{
    DumpContent content;
    EXPECT_THAT(read(posix_file_ops(), dump({"a"}) + "more", content), testing::ElementsAre("a"));
    EXPECT_FALSE(content.damage);
    EXPECT_EQ(content.trailing, 4U);
}

TEST(DumpFile, AnOlderFileIsReplacedAndNothingElseIsLeft)
{
    const TempDir dir;
    dir.write("ch.rq", std::string(1000, 'o'));
    dir.write(".ch.rq.tmp", "rest of a crash");
    const std::string data = wire({"new"});
    const std::vector<Bytes> pieces{bytes_of(data)};
    write_dump(posix_file_ops(), dir.path(), "ch", 1, pieces);
    EXPECT_THAT(dir.files(), testing::ElementsAre(testing::Pair("ch.rq", dump({"new"}))));
}

} // namespace
} // namespace dmq::ring::test
