// SPDX-License-Identifier: BSL-1.0
// Owns an epoll instance.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <sys/epoll.h>

namespace dmq::bench {

class Epoll {
public:
    Epoll();
    Epoll(const Epoll&) = delete;
    Epoll& operator=(const Epoll&) = delete;
    ~Epoll();

    int fd() const noexcept { return fd_; }
    /// Waits for at most so many nanoseconds. Valid until the next call.
    std::span<const epoll_event> wait(std::uint64_t nanoseconds);

private:
    int fd_;
    std::array<epoll_event, 256> events_;
};

} // namespace dmq::bench
