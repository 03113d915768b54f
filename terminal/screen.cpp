// SPDX-License-Identifier: BSL-1.0
// A block of lines at the end of a terminal that is drawn over and over again.
#include "screen.hpp"

#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace dmq::terminal {
namespace {

constexpr std::string_view clear_line = "\x1b[K";
constexpr std::string_view clear_below = "\x1b[J";
constexpr std::string_view clear_screen = "\x1b[2J\x1b[H";

} // namespace

void Screen::draw(std::vector<std::string> lines)
{
    const std::lock_guard lock(mutex_);
    std::string text = to_top();
    lines_ = std::move(lines);
    append_block(text);
    write_(text);
}

void Screen::print(std::string_view line)
{
    const std::lock_guard lock(mutex_);
    std::string text = to_top();
    text.append(clear_below).append(line).append("\n");
    append_block(text);
    write_(text);
}

void Screen::clear()
{
    const std::lock_guard lock(mutex_);
    lines_.clear();
    write_(clear_screen);
}

void Screen::append_block(std::string& to) const
{
    for (const auto& line : lines_)
        to.append(line).append(clear_line).append("\n");
    to.append(clear_below);
}

std::string Screen::to_top() const
{
    return lines_.empty() ? "\r" : "\x1b[" + std::to_string(lines_.size()) + "A\r";
}

bool is_terminal(int descriptor)
{
    const char* name = std::getenv("TERM");
    return ::isatty(descriptor) == 1 && name != nullptr && *name != '\0' &&
        std::string_view(name) != "dumb";
}

TerminalSize terminal_size(int descriptor)
{
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

} // namespace dmq::terminal
