// SPDX-License-Identifier: BSL-1.0
#include "epoll.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace dmq::bench {

Epoll::Epoll() : fd_(::epoll_create1(EPOLL_CLOEXEC)) { }

Epoll::~Epoll() { ::close(fd_); }

std::span<const epoll_event> Epoll::wait(std::uint64_t nanoseconds)
{
    constexpr std::uint64_t second = 1'000'000'000;
    const timespec time{static_cast<time_t>(nanoseconds / second),
                        static_cast<long>(nanoseconds % second)};
    const int count = ::epoll_pwait2(fd_, events_.data(), events_.size(), &time, nullptr);
    if (count < 0 && errno != EINTR)
        throw std::runtime_error(std::string("epoll_pwait2: ") + std::strerror(errno));
    return std::span(events_).first(static_cast<std::size_t>(std::max(count, 0)));
}

} // namespace dmq::bench
