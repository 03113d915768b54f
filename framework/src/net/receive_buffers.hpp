// SPDX-License-Identifier: BSL-1.0
// What the kernel receives into before it is known who needs memory.
#pragma once

#include "io_ring.hpp"

#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <liburing.h>
#include <memory>
#include <vector>

namespace dmq {

/// Buffers that are lent to a ring. Ends after the ring.
class ReceiveBuffers {
public:
    /// The kernel's number for these buffers.
    static constexpr std::uint16_t group = 1;

    /// `count` is a power of two, `size` in bytes. Throws std::system_error.
    ReceiveBuffers(std::uint16_t count, std::size_t size);
    ReceiveBuffers(const ReceiveBuffers&) = delete;
    ReceiveBuffers& operator=(const ReceiveBuffers&) = delete;

    /// Throws std::system_error.
    void lend_to(io_uring& ring);
    std::size_t size() const noexcept { return size_; }
    /// What was received into a buffer; valid until it is given back.
    Bytes received(std::uint16_t number, std::size_t size) const noexcept
    {
        return {memory_.get() + number * size_, size};
    }
    void give_back(std::uint16_t number) noexcept;

private:
    struct Unmap {
        std::size_t size;
        void operator()(io_uring_buf_ring* list) const noexcept;
    };

    void lend(std::uint16_t number, int offset) noexcept;

    const std::uint16_t count_;
    const std::size_t size_;
    std::unique_ptr<std::byte[]> memory_; // pages are used as they are needed
    std::unique_ptr<io_uring_buf_ring, Unmap> list_; // shared with the kernel
};

/// What a completion has brought; its buffer, if it has one, goes back at the end.
class Received {
public:
    Received(ReceiveBuffers& buffers, const IoRing::Completion& completion)
        : buffers_(buffers), completion_(completion)
    {
    }
    Received(const Received&) = delete;
    Received& operator=(const Received&) = delete;
    ~Received()
    {
        if (in_buffer())
            buffers_.give_back(number());
    }
    /// Empty at an end or an error.
    Bytes bytes() const noexcept
    {
        if (!in_buffer() || completion_.result <= 0)
            return {};
        return buffers_.received(number(), static_cast<std::size_t>(completion_.result));
    }

private:
    bool in_buffer() const noexcept { return (completion_.flags & IORING_CQE_F_BUFFER) != 0; }
    std::uint16_t number() const noexcept
    {
        return static_cast<std::uint16_t>(completion_.flags >> IORING_CQE_BUFFER_SHIFT);
    }

    ReceiveBuffers& buffers_;
    const IoRing::Completion completion_;
};

} // namespace dmq
