// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cerrno>
#include <cstring>
#include <failure.hpp>
#include <framed_reader.hpp>
#include <unistd.h>

namespace dmq::cli {

FramedReader::FramedReader(int fd, std::string name, std::uint64_t max)
    : fd_(fd), name_(std::move(name)), max_(max)
{
}

void FramedReader::fail(const std::string& what) const
{
    throw Failure(ExitCode::io, name_ + ": record " + std::to_string(number_) + ": " + what);
}

bool FramedReader::read_exactly(char* to, std::size_t size, bool may_end)
{
    for (std::size_t done = 0; done < size;) {
        const ssize_t got = ::read(fd_, to + done, size - done);
        if (got < 0 && errno != EINTR)
            throw Failure(ExitCode::io, "cannot read " + name_ + ": " + std::strerror(errno));
        if (got == 0 && done == 0 && may_end)
            return false;
        if (got == 0)
            fail("the input ends within it");
        if (got > 0)
            done += static_cast<std::size_t>(got);
    }
    return true;
}

std::optional<std::string_view> FramedReader::next()
{
    std::array<char, 8> head;
    ++number_;
    if (!read_exactly(head.data(), head.size(), true))
        return std::nullopt;
    std::uint64_t size = 0;
    for (std::size_t i = head.size(); i-- > 0;)
        size = size << 8U | static_cast<unsigned char>(head[i]);
    if (size == 0 || size > max_)
        fail("its length is " + std::to_string(size) + ", expected 1 to " + std::to_string(max_));
    record_.resize(size);
    read_exactly(record_.data(), size, false);
    return record_;
}

} // namespace dmq::cli
