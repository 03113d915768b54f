// SPDX-License-Identifier: BSL-1.0
#include "full_screen.hpp"

#include <cerrno>
#include <string_view>
#include <unistd.h>

namespace dmq::terminal {
namespace {

constexpr std::string_view begin = "\x1b[?1049h\x1b[?25l\x1b[2J\x1b[H";
constexpr std::string_view end = "\x1b[?25h\x1b[?1049l";

/// A terminal that does not take it has gone.
void send(int fd, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t size = ::write(fd, text.data(), text.size());
        if (size < 0 && errno != EINTR)
            return;
        text.remove_prefix(size < 0 ? 0 : static_cast<std::size_t>(size));
    }
}

} // namespace

FullScreen::FullScreen(int in, int out)
    : in_(in), out_(out), has_keys_(::tcgetattr(in, &before_) == 0)
{
    if (has_keys_) {
        termios keys = before_;
        keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        keys.c_cc[VMIN] = 1;
        keys.c_cc[VTIME] = 0;
        keys.c_cc[VSUSP] = _POSIX_VDISABLE;
        ::tcsetattr(in_, TCSANOW, &keys);
    }
    send(out_, begin);
}

FullScreen::~FullScreen()
{
    send(out_, end);
    if (has_keys_)
        ::tcsetattr(in_, TCSAFLUSH, &before_);
}

} // namespace dmq::terminal
