// SPDX-License-Identifier: BSL-1.0
#include <cerrno>
#include <cstring>
#include <output.hpp>
#include <poll.h>
#include <unistd.h>

namespace dmq::cli {

void write_all(int fd, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t size = ::write(fd, text.data(), text.size());
        if (size >= 0) {
            text.remove_prefix(static_cast<std::size_t>(size));
        } else if (errno == EAGAIN) {
            pollfd polled{fd, POLLOUT, 0};
            ::poll(&polled, 1, -1);
        } else if (errno == EPIPE) {
            throw BrokenPipe();
        } else if (errno != EINTR) {
            throw Failure(ExitCode::io,
                          std::string("cannot write the output: ") + std::strerror(errno));
        }
    }
}

void check_reader(int fd)
{
    pollfd polled{fd, 0, 0};
    if (::poll(&polled, 1, 0) > 0)
        throw BrokenPipe();
}

void Output::flush()
{
    struct Clear { // also after an error: the same bytes are not tried again
        std::string& buffer;
        ~Clear() { buffer.clear(); }
    } const clear{buffer_};
    write_all(fd_, buffer_);
}

} // namespace dmq::cli
