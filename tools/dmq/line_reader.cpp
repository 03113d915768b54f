// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <failure.hpp>
#include <line_reader.hpp>
#include <unistd.h>
#include <utility>

namespace dmq::cli {
namespace {

constexpr std::size_t buffer_size = 256 * 1024;

} // namespace

LineReader::LineReader(int fd, std::string name, std::size_t max)
    : fd_(fd),
      name_(std::move(name)),
      max_(max),
      memory_(new char[buffer_size]),
      capacity_(buffer_size)
{
}

bool LineReader::take(std::string_view& line)
{
    const char* const from = memory_.get() + searched_;
    const void* const found = std::memchr(from, '\n', end_ - searched_);
    if (found != nullptr) {
        const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - memory_.get());
        return give(line, at - begin_, 1);
    }
    searched_ = end_;
    if (ended_ && begin_ < end_)
        return give(line, end_ - begin_, 0);
    return end_ - begin_ > max_ && give(line, end_ - begin_, 0);
}

bool LineReader::give(std::string_view& line, std::size_t size, std::size_t skip)
{
    ++number_;
    if (size > max_)
        throw Failure(ExitCode::io,
                      name_ + ": line " + std::to_string(number_) + " is longer than " +
                          std::to_string(max_) + " bytes");
    line = {memory_.get() + begin_, size};
    begin_ += size + skip;
    searched_ = begin_;
    return true;
}

void LineReader::fill()
{
    if (ended_)
        return;
    make_room();
    const ssize_t size = ::read(fd_, memory_.get() + end_, capacity_ - end_);
    if (size > 0)
        end_ += static_cast<std::size_t>(size);
    else if (size == 0)
        ended_ = true;
    else if (errno != EINTR && errno != EAGAIN)
        throw Failure(ExitCode::io, "cannot read " + name_ + ": " + std::strerror(errno));
}

void LineReader::make_room()
{
    const std::size_t used = end_ - begin_;
    std::unique_ptr<char[]> memory;
    if (used > capacity_ / 2) {
        capacity_ *= 2;
        memory.reset(new char[capacity_]);
    }
    std::memmove(memory ? memory.get() : memory_.get(), memory_.get() + begin_, used);
    if (memory)
        memory_ = std::move(memory);
    searched_ -= begin_;
    begin_ = 0;
    end_ = used;
}

} // namespace dmq::cli
