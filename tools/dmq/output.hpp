// SPDX-License-Identifier: BSL-1.0
// Buffered writing to a descriptor; no error goes unnoticed.
#pragma once

#include <cstddef>
#include <failure.hpp>
#include <string>
#include <string_view>

namespace dmq::cli {

/// Writes all of it. Throws Failure(io), BrokenPipe.
void write_all(int fd, std::string_view text);

/// Throws BrokenPipe if the other end of a pipe is closed.
void check_reader(int fd);

/// Standard output. What was not flushed is lost when it is destroyed; see printing().
class Output {
public:
    explicit Output(int fd) : fd_(fd) { buffer_.reserve(capacity); }

    void write(std::string_view text)
    {
        if (text.size() > capacity - buffer_.size())
            flush();
        if (text.size() > capacity)
            write_all(fd_, text);
        else
            buffer_.append(text);
    }
    void line(std::string_view text)
    {
        write(text);
        write("\n");
    }
    /// Throws as write_all(), as write() does.
    void flush();

private:
    static constexpr std::size_t capacity = 256 * 1024;

    int fd_;
    std::string buffer_;
};

/// Calls `command` with standard output; what it wrote is flushed even if it throws.
template <class Command> ExitCode printing(int fd, Command command)
{
    Output out(fd);
    try {
        const ExitCode code = command(out);
        out.flush();
        return code;
    } catch (...) {
        out.flush();
        throw;
    }
}

} // namespace dmq::cli
