// SPDX-License-Identifier: BSL-1.0
// A pseudo terminal: the side of the user, who types and looks at the screen.
#pragma once

#include "unit/terminal/tiny_terminal.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

namespace dmq::test {

class PseudoTerminal {
public:
    using Screen = std::vector<std::string>;

    PseudoTerminal(unsigned short columns, unsigned short rows)
        : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)),
          picture_(columns, rows)
    {
        if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0)
            throw std::runtime_error("no pseudo terminal");
        resize(columns, rows);
        slave_ = ::open(::ptsname(master_), O_RDWR | O_NOCTTY | O_CLOEXEC);
    }
    PseudoTerminal(const PseudoTerminal&) = delete;
    PseudoTerminal& operator=(const PseudoTerminal&) = delete;
    ~PseudoTerminal()
    {
        ::close(slave_);
        ::close(master_);
    }

    /// The side of the program; stays open.
    int slave() const noexcept { return slave_; }
    /// Readable when the program has written something.
    int master() const noexcept { return master_; }
    std::string path() const { return ::ptsname(master_); }
    void resize(unsigned short columns, unsigned short rows)
    {
        const winsize size{rows, columns, 0, 0};
        ::ioctl(master_, TIOCSWINSZ, &size);
        picture_ = TinyTerminal(columns, rows);
    }
    void type(const std::string& keys) const
    {
        if (::write(master_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
            throw std::runtime_error("the terminal takes no keys");
    }
    /// What is on the screen now.
    Screen screen()
    {
        std::array<char, 4096> piece;
        ssize_t size = 0;
        while ((size = ::read(master_, piece.data(), piece.size())) > 0) {
            received_.append(piece.data(), static_cast<std::size_t>(size));
            pending_.append(piece.data(), static_cast<std::size_t>(size));
            draw_what_is_whole();
        }
        return picture_.screen();
    }
    /// Waits until the screen is as wanted; false: nothing more came for half a minute.
    bool wait_for(const std::function<bool(const Screen&)>& wanted)
    {
        pollfd polled{master_, POLLIN, 0};
        while (!wanted(screen()))
            if (::poll(&polled, 1, 30'000) <= 0)
                return false;
        return true;
    }
    /// Waits until a line of the screen has the text.
    bool wait_for_text(const std::string& text)
    {
        return wait_for([&](const Screen& lines) {
            for (const std::string& line : lines)
                if (line.find(text) != std::string::npos)
                    return true;
            return false;
        });
    }
    /// All bytes that the program has written so far.
    const std::string& received() const noexcept { return received_; }

private:
    /// A command may come in two pieces.
    void draw_what_is_whole()
    {
        const std::size_t last = pending_.rfind('\x1b');
        const bool whole = last == std::string::npos ||
            pending_.find_first_not_of("[?0123456789;", last + 1) != std::string::npos;
        const std::string rest = whole ? "" : pending_.substr(last);
        pending_.resize(pending_.size() - rest.size());
        picture_.write(pending_);
        pending_ = rest;
    }

    int master_;
    int slave_ = -1;
    TinyTerminal picture_;
    std::string received_;
    std::string pending_; // not drawn yet
};

} // namespace dmq::test
