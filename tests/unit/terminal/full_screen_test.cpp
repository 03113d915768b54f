// SPDX-License-Identifier: BSL-1.0
// Taking a terminal over, and giving it back as it was.
#include "terminal/full_screen.hpp"
#include "unit/terminal/pseudo_terminal.hpp"

#include <gmock/gmock.h>

#include <optional>

namespace dmq::terminal {
namespace {

using testing::EndsWith;
using testing::StartsWith;

tcflag_t local_flags(int fd)
{
    termios settings{};
    EXPECT_EQ(::tcgetattr(fd, &settings), 0);
    return settings.c_lflag;
}

TEST(FullScreen, GivesKeysWithoutEchoAndRestoresTheTerminal)
{
    test::PseudoTerminal user(40, 5);
    const tcflag_t before = local_flags(user.slave());
    std::optional<FullScreen> screen(std::in_place, user.slave(), user.slave());
    EXPECT_TRUE(screen->has_keys());
    user.type("k");
    char key = 0;
    ASSERT_EQ(::read(user.slave(), &key, 1), 1); // without the end of a line
    EXPECT_EQ(key, 'k');
    user.screen();
    EXPECT_THAT(user.received(), StartsWith("\x1b[?1049h"));
    EXPECT_EQ(user.received().find('k'), std::string::npos) << "no echo";
    EXPECT_NE(local_flags(user.slave()), before);
    screen.reset();
    EXPECT_EQ(local_flags(user.slave()), before);
    user.screen();
    EXPECT_THAT(user.received(), EndsWith("\x1b[?25h\x1b[?1049l"));
}

TEST(FullScreen, NeedsNoTerminalForInput)
{
    test::PseudoTerminal user(40, 5);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_FALSE(FullScreen(nothing, user.slave()).has_keys());
    ::close(nothing);
}

} // namespace
} // namespace dmq::terminal
