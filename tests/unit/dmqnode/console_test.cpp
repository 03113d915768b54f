// SPDX-License-Identifier: BSL-1.0
// The console on a pseudo terminal and without one.
#include "console/console.hpp"
#include "unique_fd.hpp"
#include "unit/terminal/pseudo_terminal.hpp"

#include <dmq/node/log_config.hpp>

#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

using testing::StartsWith;

/// Standard output is a pseudo terminal meanwhile.
class ConsoleTest : public testing::Test {
protected:
    ConsoleTest()
    {
        ::setenv("TERM", "xterm", 1);
        std::fflush(stdout);
        stdout_ = UniqueFd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
        ::dup2(user_.slave(), STDOUT_FILENO);
    }
    ~ConsoleTest() override
    {
        log::configure({});
        restore();
    }

    void restore() { ::dup2(stdout_.get(), STDOUT_FILENO); }
    static NodeSnapshot snapshot()
    {
        NodeSnapshot now;
        now.time = std::chrono::steady_clock::now();
        return now;
    }

    test::PseudoTerminal user_{60, 10};
    UniqueFd stdout_;
    boost::asio::io_context loop_{1};
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
        drawn = user_.screen();
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
        user_.screen();
        user_.resize(9, 3);
        std::raise(SIGWINCH);
        while (user_.received().find("\x1b[2J") == std::string::npos) {
            loop_.run_one();
            drawn = user_.screen();
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
