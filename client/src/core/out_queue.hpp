// SPDX-License-Identifier: BSL-1.0
// Bytes on their way to a socket: small pieces are copied together, large ones are referred to.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <sys/uio.h>

namespace dmq::client {

/// Memory that several hold.
using SharedBytes = std::shared_ptr<std::byte[]>;

class OutQueue {
public:
    static constexpr std::size_t chunk_size = 64 * 1024;

    /// Copies the bytes.
    void append(Bytes bytes);
    /// The bytes lie in `memory` and do not change any more.
    void append(SharedBytes memory, Bytes bytes);
    std::size_t size() const noexcept { return size_; }
    /// The first bytes as pieces for writev; how many of `pieces` were filled.
    std::size_t gather(std::span<iovec> pieces) const noexcept;
    /// The first `size` bytes were sent.
    void consume(std::size_t size) noexcept;
    void clear() noexcept;

private:
    struct Piece {
        SharedBytes memory;
        const std::byte* begin;
        std::size_t size;
    };

    std::span<std::byte> tail_space();
    void append_slowly(Bytes bytes);

    std::deque<Piece> pieces_;
    std::size_t size_ = 0;
    SharedBytes tail_; // the chunk that is being filled; the last piece ends in it
    std::size_t tail_used_ = 0;
};

} // namespace dmq::client
