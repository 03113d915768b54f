// SPDX-License-Identifier: BSL-1.0
#include <cerrno>
#include <poll.h>
#include <stop_watch.hpp>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace dmq::cli {
namespace {

/// Returns whether it was the first one only.
bool wait_for_either(int stop_fd, int end_fd)
{
    pollfd polled[] = {{stop_fd, POLLIN, 0}, {end_fd, POLLIN, 0}};
    while (::poll(polled, 2, -1) < 0 && errno == EINTR) { }
    return polled[1].revents == 0;
}

} // namespace

StopWatch::StopWatch(int stop_fd, std::function<void()> on_stop)
    : end_fd_(::eventfd(0, EFD_CLOEXEC))
{
    if (end_fd_ < 0)
        throw std::system_error(errno, std::generic_category(), "eventfd");
    thread_ = std::thread([stop_fd, end_fd = end_fd_, on_stop = std::move(on_stop)] {
        if (wait_for_either(stop_fd, end_fd))
            on_stop();
    });
}

StopWatch::~StopWatch()
{
    ::eventfd_write(end_fd_, 1);
    thread_.join();
    ::close(end_fd_);
}

bool readable(int fd)
{
    pollfd polled{fd, POLLIN, 0};
    return ::poll(&polled, 1, 0) > 0;
}

} // namespace dmq::cli
