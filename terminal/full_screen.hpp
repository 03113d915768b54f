// SPDX-License-Identifier: BSL-1.0
// A terminal that a program has to itself for a while.
#pragma once

#include <termios.h>

namespace dmq::terminal {

/// While it lives, what is written to `out` goes to the terminal's other screen, without a cursor,
/// and `in`, if it is a terminal too, gives single keys without an echo. Ctrl-C stays a signal,
/// Ctrl-Z does nothing. The destructor restores all of it. One at a time.
class FullScreen {
public:
    FullScreen(int in, int out);
    FullScreen(const FullScreen&) = delete;
    FullScreen& operator=(const FullScreen&) = delete;
    ~FullScreen();

    /// Whether `in` is a terminal.
    bool has_keys() const noexcept { return has_keys_; }

private:
    int in_;
    int out_;
    termios before_{};
    bool has_keys_; // behind what it fills
};

} // namespace dmq::terminal
