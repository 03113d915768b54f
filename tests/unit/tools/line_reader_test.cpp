// SPDX-License-Identifier: BSL-1.0
// Lines from a pipe, however they are cut.
#include <gtest/gtest.h>

#include <algorithm>
#include <failure.hpp>
#include <fcntl.h>
#include <line_reader.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace dmq::cli {
namespace {

using Lines = std::vector<std::string>;

/// Reads what a thread writes in pieces of `piece` bytes.
Lines lines_of(const std::string& text, std::size_t piece, std::size_t max = 1 << 20)
{
    int pipe[2];
    if (::pipe(pipe) != 0)
        throw std::runtime_error("no pipe");
    struct Close {
        int fd;
        ~Close() { ::close(fd); }
    } const close{pipe[0]};
    const std::jthread writer([&] {
        for (std::size_t at = 0; at < text.size(); at += piece) {
            const std::size_t size = std::min(piece, text.size() - at);
            EXPECT_EQ(::write(pipe[1], text.data() + at, size), static_cast<ssize_t>(size));
        }
        ::close(pipe[1]);
    });
    LineReader reader(pipe[0], "input", max);
    Lines lines;
    std::string_view line;
    while (true) {
        while (reader.take(line))
            lines.emplace_back(line);
        if (reader.ended())
            break;
        reader.fill();
    }
    EXPECT_EQ(reader.line_number(), lines.size());
    return lines;
}

TEST(LineReader, SplitsAtTerminators)
{
    const std::string nul("a\0b", 3);
    const std::pair<std::string, Lines> cases[] = {
        {"", {}},
        {"\n", {""}},
        {"\n\n", {"", ""}},
        {"a", {"a"}},
        {"a\n", {"a"}},
        {"a\nb", {"a", "b"}},
        {"a\n\nb\n", {"a", "", "b"}},
        {"a\r\nb\r", {"a\r", "b\r"}},
        {nul + "\n\xff\xfe\n", {nul, "\xff\xfe"}},
    };
    for (const auto& [text, lines] : cases)
        for (const std::size_t piece : {1, 2, 3, 100})
            EXPECT_EQ(lines_of(text, piece), lines) << text << " in pieces of " << piece;
}

TEST(LineReader, TakesLinesLongerThanItsBuffer)
{
    const std::string longer(1'000'000, 'l');
    EXPECT_EQ(lines_of("a\n" + longer + "\nb\n" + longer, 4096), (Lines{"a", longer, "b", longer}));
}

TEST(LineReader, TakesManyLines)
{
    std::string text;
    Lines lines;
    for (int i = 0; i < 200'000; ++i) {
        lines.push_back(std::to_string(i));
        text += lines.back() + "\n";
    }
    EXPECT_EQ(lines_of(text, 3000), lines);
}

TEST(LineReader, LimitsTheLengthOfALine)
{
    EXPECT_EQ(lines_of("1234\n1234", 3, 4), (Lines{"1234", "1234"}));
    for (const char* text : {"1\n12345\n", "1\n12345", "1\n123456789"})
        for (const std::size_t piece : {1, 100})
            try {
                lines_of(text, piece, 4);
                ADD_FAILURE() << text;
            } catch (const Failure& failure) {
                EXPECT_EQ(failure.code(), ExitCode::io);
                EXPECT_STREQ(failure.what(), "input: line 2 is longer than 4 bytes");
            }
}

TEST(LineReader, SaysWhatCannotBeRead)
{
    const int directory = ::open("/", O_RDONLY | O_CLOEXEC);
    LineReader reader(directory, "/", 10);
    try {
        reader.fill();
        ADD_FAILURE() << "a directory was read";
    } catch (const Failure& failure) {
        EXPECT_STREQ(failure.what(), "cannot read /: Is a directory");
    }
    ::close(directory);
}

} // namespace
} // namespace dmq::cli
