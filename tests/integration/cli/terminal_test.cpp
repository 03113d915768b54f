// SPDX-License-Identifier: BSL-1.0
// dmq on a terminal: keys are typed, the screen is looked at.
#include "integration/cli/dmq_fixture.hpp"
#include "unit/terminal/pseudo_terminal.hpp"

#include <algorithm>
#include <csignal>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>

namespace dmq::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class OnTerminal : public DmqProgram {
protected:
    ~OnTerminal() override
    {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
        }
    }

    /// Runs a shell command like shell(), with the terminal as the user's, without waiting.
    void start(const std::string& command)
    {
        files.write("script", script(command));
        const std::string run = "exec setsid -cw bash script <'" + user.path() + "' >'" +
            user.path() + "' 2>&1";
        files.write("start", "cd '" + files / "" + "' && " + run);
        std::string shell = "sh";
        std::string file = files / "start";
        char* arguments[] = {shell.data(), file.data(), nullptr};
        ASSERT_EQ(::posix_spawn(&child_, "/bin/sh", nullptr, nullptr, arguments, environ), 0);
    }
    int wait()
    {
        int status = 0;
        const int child = static_cast<int>(::syscall(SYS_pidfd_open, child_, 0));
        pollfd polled[] = {{child, POLLIN, 0}, {user.master(), POLLIN, 0}};
        while (::poll(polled, 2, 30'000) > 0 && polled[0].revents == 0)
            user.screen(); // it may wait for room to write
        EXPECT_NE(polled[0].revents, 0) << "it does not end";
        ::close(child);
        if (polled[0].revents == 0)
            return -1;
        ::waitpid(child_, &status, 0);
        child_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    bool echoes() const
    {
        termios settings{};
        ::tcgetattr(user.slave(), &settings);
        return (settings.c_lflag & ECHO) != 0;
    }

    PseudoTerminal user{80, 24};

private:
    pid_t child_ = -1;
};

constexpr const char* top = "TERM=xterm LC_ALL=C $DMQ --nodes nodes --credentials key top "
                            "--interval 0.05";

TEST_F(OnTerminal, TopFollowsTheQueuesAndItsKeys)
{
    dmq("push jobs one two");
    dmq("push log one");
    start(top);
    ASSERT_TRUE(user.wait_for_text("1 node  2 channels  3 records"));
    EXPECT_THAT(user.screen()[1], StartsWith("CHANNEL  "));
    EXPECT_THAT(user.screen()[2], StartsWith("jobs  "));
    EXPECT_FALSE(echoes());
    dmq("push log two three");
    EXPECT_TRUE(user.wait_for_text("2 channels  5 records")) << "without a key";
    user.type("s");
    EXPECT_TRUE(user.wait_for_text("by bytes"));
    user.type("/jo");
    EXPECT_TRUE(user.wait_for_text("1 channel  2 records"));
    user.type("\r");
    EXPECT_TRUE(user.wait_for([](const auto& lines) { return lines.at(1) == "filter: jo"; }));
    user.resize(40, 8);
    EXPECT_TRUE(user.wait_for([](const auto& lines) {
        return lines.size() == 6 && lines[0].size() == 40 && lines[3].starts_with("jobs");
    }));
    user.type("q");
    EXPECT_EQ(wait(), 0);
    EXPECT_TRUE(echoes());
    user.screen();
    EXPECT_THAT(user.received(), HasSubstr("\x1b[?25h\x1b[?1049l"));
}

TEST_F(OnTerminal, CtrlCEndsTopAndRestoresTheTerminal)
{
    start(top);
    ASSERT_TRUE(user.wait_for_text("0 channels"));
    user.type("\x03");
    EXPECT_EQ(wait(), 0);
    EXPECT_TRUE(echoes());
}

TEST_F(OnTerminal, TopSaysThatANodeIsAwayAndGoesOn)
{
    dmq("push jobs one");
    start(top);
    ASSERT_TRUE(user.wait_for_text("1 channel"));
    node.stop();
    EXPECT_TRUE(user.wait_for_text("no answer from " + to_string(node.neo())));
    node.start();
    EXPECT_TRUE(user.wait_for_text("1 channel  1 records"));
    user.type("q");
    EXPECT_EQ(wait(), 0);
}

TEST_F(OnTerminal, ProduceShowsWhatIsAcknowledged)
{
    ASSERT_EQ(::mkfifo((files / "pipe").c_str(), 0600), 0);
    start("TERM=xterm $DMQ --nodes nodes --credentials key produce jobs <pipe");
    const int pipe = ::open((files / "pipe").c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_EQ(::write(pipe, "a\nb\nc\n", 6), 6);
    EXPECT_TRUE(user.wait_for_text("produce  3 records  "));
    ::close(pipe);
    EXPECT_EQ(wait(), 0);
    EXPECT_THAT(user.screen(), testing::ElementsAre()) << "nothing of it stays";
}

TEST_F(OnTerminal, FilesAndQueuesHaveABar)
{
    std::string lines;
    for (int i = 0; i < 1000; ++i)
        lines += std::to_string(i) + "\n";
    files.write("lines", lines);
    const std::string with_node = "TERM=xterm $DMQ --nodes nodes --credentials key ";
    start(with_node + "produce jobs --file lines");
    EXPECT_EQ(wait(), 0);
    start(with_node + "move jobs old");
    EXPECT_EQ(wait(), 0);
    user.screen();
    EXPECT_THAT(user.received(), HasSubstr("\r\x1b[Kproduce  ["));
    EXPECT_THAT(user.received(), HasSubstr("\r\x1b[Kmove  [--------------------]  0 %  0 records"));
    EXPECT_EQ(user.screen().back(), "1000 records moved");
}

TEST_F(OnTerminal, NothingIsShownIfThatIsWanted)
{
    files.write("lines", "a\nb\n");
    const std::string with_node = "TERM=xterm $DMQ --nodes nodes --credentials key ";
    start(with_node + "produce jobs --file lines --quiet");
    EXPECT_EQ(wait(), 0);
    start(with_node + "move jobs old --json");
    EXPECT_EQ(wait(), 0);
    user.screen();
    EXPECT_EQ(user.received(), "{\"moved\":2}\r\n");
}

TEST_F(DmqProgram, TopPrintsLinesWhereThereIsNoTerminal)
{
    dmq("push jobs one");
    const Ran lines = dmq("top --count 2 --interval 0.01");
    EXPECT_EQ(lines.code, 0) << lines.err;
    EXPECT_THAT(lines.out, HasSubstr("  jobs  all  "));
    EXPECT_THAT(lines.out, HasSubstr("  1 records  0/s  0 %  "));
    EXPECT_EQ(std::count(lines.out.begin(), lines.out.end(), '\n'), 4);
    EXPECT_THAT(dmq("top --count 1 --json").out, HasSubstr("{\"channel\":\"jobs\",\"records\":1,"));
    EXPECT_EQ(shell("$DMQ --nodes nodes --credentials key top --interval 0.01 | head -1").code, 0);
    EXPECT_EQ(dmq("top --sort size").code, 2);
    EXPECT_EQ(legacy("top").code, 2);
}

} // namespace
} // namespace dmq::test
