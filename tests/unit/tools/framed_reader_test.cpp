// SPDX-License-Identifier: BSL-1.0
// Framed input from a pipe, however it is cut.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <failure.hpp>
#include <framed_reader.hpp>
#include <thread>
#include <unistd.h>
#include <vector>

namespace dmq::cli {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::string frame(const std::string& record)
{
    std::string text;
    for (unsigned shift = 0; shift < 64; shift += 8)
        text += static_cast<char>(std::uint64_t{record.size()} >> shift & 0xff);
    return text + record;
}

/// The records of what a thread writes in pieces; the message of a failure is the last one.
std::vector<std::string> records_of(const std::string& input, std::size_t piece = 1)
{
    int pipe[2];
    EXPECT_EQ(::pipe(pipe), 0);
    const std::jthread writer([&] {
        for (std::size_t at = 0; at < input.size(); at += piece) {
            const std::string part = input.substr(at, piece);
            EXPECT_EQ(::write(pipe[1], part.data(), part.size()),
                      static_cast<ssize_t>(part.size()));
        }
        ::close(pipe[1]);
    });
    std::vector<std::string> records;
    FramedReader reader(pipe[0], "input", 1000);
    try {
        while (const auto record = reader.next())
            records.emplace_back(*record);
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::io);
        records.emplace_back(failure.what());
    }
    for (char rest = 0; ::read(pipe[0], &rest, 1) > 0;) { } // the writer has to come to its end
    ::close(pipe[0]);
    return records;
}

TEST(FramedReader, TakesAnyBytes)
{
    const std::string input = frame("one") + frame("\0\n"s) + frame(std::string(1000, 'x'));
    for (const std::size_t piece : {1U, 2U, 7U, 8U, 9U, 5000U})
        EXPECT_THAT(records_of(input, piece), ElementsAre("one", "\0\n"s, std::string(1000, 'x')));
    EXPECT_THAT(records_of(""), IsEmpty());
}

TEST(FramedReader, SaysWhereTheInputEndsTooEarly)
{
    const std::string whole = frame("one") + frame("two");
    for (std::size_t size = frame("one").size() + 1; size < whole.size(); ++size)
        EXPECT_THAT(records_of(whole.substr(0, size)),
                    ElementsAre("one", "input: record 2: the input ends within it"));
}

TEST(FramedReader, RefusesLengthsThatCannotBe)
{
    EXPECT_THAT(records_of(frame("one") + std::string(8, '\0')),
                ElementsAre("one", "input: record 2: its length is 0, expected 1 to 1000"));
    EXPECT_THAT(records_of(frame(std::string(1001, 'x'))),
                ElementsAre("input: record 1: its length is 1001, expected 1 to 1000"));
}

TEST(FramedReader, SaysThatItCannotRead)
{
    FramedReader reader(-1, "input", 1000);
    EXPECT_THROW(reader.next(), Failure);
}

} // namespace
} // namespace dmq::cli
