// SPDX-License-Identifier: BSL-1.0
// Splits what a descriptor delivers into lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dmq::cli {

/// Lines end with '\n', which is not part of them; the last one need not. All other bytes pass.
class LineReader {
public:
    /// `name` is for messages. Reads `fd`, which is not closed; lines have at most `max` bytes.
    LineReader(int fd, std::string name, std::size_t max);

    /// The next line, if it is buffered; never reads. Valid until fill(). Throws Failure(io) for a
    /// line that is too long.
    bool take(std::string_view& line);
    /// Reads once, waiting if nothing is there. Throws Failure(io).
    void fill();
    /// Everything was read; take() may still have lines.
    bool ended() const noexcept { return ended_; }
    int fd() const noexcept { return fd_; }
    /// The number of the line that take() gave last, from 1.
    std::uint64_t line_number() const noexcept { return number_; }
    const std::string& name() const noexcept { return name_; }

private:
    void make_room();
    bool give(std::string_view& line, std::size_t size, std::size_t skip);

    int fd_;
    std::string name_;
    std::size_t max_;
    std::unique_ptr<char[]> memory_;
    std::size_t capacity_;
    std::size_t begin_ = 0; // of the line to be taken next
    std::size_t searched_ = 0; // no terminator between begin_ and here
    std::size_t end_ = 0;
    std::uint64_t number_ = 0;
    bool ended_ = false;
};

} // namespace dmq::cli
