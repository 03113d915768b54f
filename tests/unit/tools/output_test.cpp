// SPDX-License-Identifier: BSL-1.0
// Output reaches its descriptor whole, or the failure is told.
#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <output.hpp>
#include <thread>
#include <unistd.h>

namespace dmq::cli {
namespace {

TEST(Output, WritesEverything)
{
    int pipe[2];
    ASSERT_EQ(::pipe2(pipe, O_NONBLOCK), 0); // it has to wait for the reader
    const std::string big(600'000, 'b');
    std::thread writer([&] {
        printing(pipe[1], [&](Output& out) {
            for (int i = 0; i < 100'000; ++i)
                out.line("line");
            out.line(big);
            return ExitCode::ok;
        });
        ::close(pipe[1]);
    });
    std::string text;
    std::string piece(65'536, '\0');
    for (ssize_t size = 1; size != 0;) {
        size = ::read(pipe[0], piece.data(), piece.size());
        if (size > 0)
            text.append(piece, 0, static_cast<std::size_t>(size));
    }
    writer.join();
    EXPECT_EQ(text.size(), 500'000 + big.size() + 1);
    EXPECT_TRUE(text.starts_with("line\nline\n"));
    EXPECT_TRUE(text.ends_with("b\n"));
    ::close(pipe[0]);
}

TEST(Output, TellsThatTheDiskIsFull)
{
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    Output out(full);
    out.line("lost");
    try {
        out.flush();
        ADD_FAILURE() << "written";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::io);
        EXPECT_STREQ(failure.what(), "cannot write the output: No space left on device");
    }
    out.flush(); // not tried again
    ::close(full);
}

TEST(Output, TellsThatTheReaderIsGone)
{
    std::signal(SIGPIPE, SIG_IGN);
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    ::close(pipe[0]);
    EXPECT_THROW(write_all(pipe[1], "x"), BrokenPipe);
    ::close(pipe[1]);
}

TEST(Output, IsFlushedWhenTheCommandFails)
{
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const auto failing = [](Output& out) -> ExitCode {
        out.line("kept");
        throw Failure(ExitCode::refused, "x");
    };
    EXPECT_THROW(printing(pipe[1], failing), Failure);
    std::string text(5, '\0');
    EXPECT_EQ(::read(pipe[0], text.data(), text.size()), 5);
    EXPECT_EQ(text, "kept\n");
    ::close(pipe[0]);
    ::close(pipe[1]);
}

} // namespace
} // namespace dmq::cli
