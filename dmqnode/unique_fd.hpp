// SPDX-License-Identifier: BSL-1.0
// A file descriptor that is closed when its owner ends.
#pragma once

#include <unistd.h>
#include <utility>

namespace dmq::node_app {

/// Owns a descriptor, or nothing (-1).
class UniqueFd {
public:
    explicit UniqueFd(int fd = -1) noexcept : fd_(fd) { }
    ~UniqueFd() { reset(); }
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) { }
    UniqueFd& operator=(UniqueFd&& other) noexcept
    {
        reset(std::exchange(other.fd_, -1));
        return *this;
    }

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
    /// Closes what it owns and owns `fd` instead.
    void reset(int fd = -1) noexcept
    {
        if (fd_ >= 0)
            ::close(fd_);
        fd_ = fd;
    }

private:
    int fd_;
};

} // namespace dmq::node_app
