// SPDX-License-Identifier: BSL-1.0
// A growing byte buffer: appended at its end, consumed at its front.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace dmq::client {

class Buffer {
public:
    /// Valid until the next non-const call.
    Bytes data() const noexcept { return {memory_.get() + begin_, end_ - begin_}; }
    std::size_t size() const noexcept { return end_ - begin_; }

    /// Free memory behind the data, at least `size` bytes.
    std::span<std::byte> space(std::size_t size)
    {
        if (capacity_ - end_ < size)
            make_room(size);
        return {memory_.get() + end_, capacity_ - end_};
    }
    /// The first `size` bytes of space() are data now.
    void commit(std::size_t size) noexcept { end_ += size; }
    void append(Bytes bytes)
    {
        if (bytes.empty())
            return;
        std::memcpy(space(bytes.size()).data(), bytes.data(), bytes.size());
        commit(bytes.size());
    }
    void consume(std::size_t size) noexcept
    {
        begin_ += size;
        if (begin_ == end_)
            begin_ = end_ = 0;
    }
    void clear() noexcept { begin_ = end_ = 0; }

private:
    void make_room(std::size_t size);

    std::unique_ptr<std::byte[]> memory_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace dmq::client
