// SPDX-License-Identifier: BSL-1.0
// The console on a pseudo terminal and without one.
#include "console/console.hpp"
#include "tiny_terminal.hpp"
#include "unique_fd.hpp"

#include <dmq/node/log_config.hpp>

#include <gmock/gmock.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

using testing::StartsWith;

/// Standard output is a pseudo terminal meanwhile.
class ConsoleTest : public testing::Test {
protected:
    ConsoleTest() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC))
    {
        ::setenv("TERM", "xterm", 1);
        ::grantpt(master_.get());
        ::unlockpt(master_.get());
        set_size(60, 10);
        std::fflush(stdout);
        stdout_ = UniqueFd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
        const UniqueFd slave(::open(::ptsname(master_.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
        ::dup2(slave.get(), STDOUT_FILENO);
    }
    ~ConsoleTest() override
    {
        log::configure({});
        restore();
    }

    void restore() { ::dup2(stdout_.get(), STDOUT_FILENO); }
    void set_size(unsigned short columns, unsigned short rows)
    {
        const winsize size{rows, columns, 0, 0};
        ::ioctl(master_.get(), TIOCSWINSZ, &size);
        terminal_ = TinyTerminal(columns, rows);
    }
    std::vector<std::string> screen()
    {
        std::array<char, 4096> piece;
        ssize_t size = 0;
        while ((size = ::read(master_.get(), piece.data(), piece.size())) > 0) {
            received_.append(piece.data(), static_cast<std::size_t>(size));
            terminal_.write({piece.data(), static_cast<std::size_t>(size)});
        }
        return terminal_.screen();
    }

    static NodeSnapshot snapshot()
    {
        NodeSnapshot now;
        now.time = std::chrono::steady_clock::now();
        return now;
    }

    UniqueFd master_;
    UniqueFd stdout_;
    TinyTerminal terminal_{60, 10};
    boost::asio::io_context loop_{1};
    std::string received_;
};

TEST_F(ConsoleTest, OnATerminalItIsLiveUnlessSwitchedOff)
{
    const auto unset = console_mode(std::nullopt);
    const auto on = console_mode(true);
    const auto off = console_mode(false);
    restore();
    EXPECT_EQ(unset, ConsoleMode::live);
    EXPECT_EQ(on, ConsoleMode::live);
    EXPECT_EQ(off, ConsoleMode::none);
}

TEST_F(ConsoleTest, DrawsWithTheLogAboveIt)
{
    log::LoggerSettings to_console;
    to_console.console = true;
    log::configure({to_console});
    std::vector<std::string> drawn;
    {
        const Console console(loop_, ConsoleMode::live, "title", snapshot);
        log::info("a", "text");
        drawn = screen();
    }
    restore();
    ASSERT_EQ(drawn.size(), 5U);
    EXPECT_EQ(drawn[0], "Info [a] - text");
    EXPECT_THAT(drawn[1], StartsWith("title   up 0 s"));
    EXPECT_THAT(drawn[4], StartsWith("stored  0 records"));
}

TEST_F(ConsoleTest, FollowsTheSizeOfTheTerminal)
{
    std::vector<std::string> drawn;
    {
        const Console console(loop_, ConsoleMode::live, "title", snapshot);
        screen();
        set_size(9, 3);
        std::raise(SIGWINCH);
        while (received_.find("\x1b[2J") == std::string::npos) {
            loop_.run_one();
            drawn = screen();
        }
    }
    restore();
    EXPECT_THAT(drawn, testing::ElementsAre("title   u", "memory  0"));
}

TEST(ConsoleWithoutTerminal, WritesLinesIfItIsSwitchedOn)
{
    testing::internal::CaptureStdout();
    EXPECT_EQ(console_mode(std::nullopt), ConsoleMode::none);
    EXPECT_EQ(console_mode(false), ConsoleMode::none);
    EXPECT_EQ(console_mode(true), ConsoleMode::lines);
    testing::internal::GetCapturedStdout();
}

} // namespace
} // namespace dmq::node_app
