// SPDX-License-Identifier: BSL-1.0
// The memory of a queue: anonymous pages that exist once they are touched.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dmq::ring {

/// Owns one mapping. Movable; a moved-from object owns nothing.
class RingMemory {
public:
    /// Reserves `size` bytes of address space, no memory yet; 0 maps nothing. Throws
    /// std::system_error naming the size.
    explicit RingMemory(std::uint64_t size);
    RingMemory(RingMemory&& other) noexcept;
    RingMemory& operator=(RingMemory&& other) noexcept;
    ~RingMemory();

    /// Null for a size of 0. Valid until destruction, for the first size() bytes.
    std::byte* data() const noexcept { return data_; }
    std::uint64_t size() const noexcept { return size_; }
    /// Replaces the memory by `size` bytes of new memory. Throws std::system_error; the memory is
    /// as before then.
    void replace(std::uint64_t size);
    /// Gives back what lies behind the first `size` bytes; no-op if it is not smaller.
    void shrink(std::uint64_t size) noexcept;
    /// The bytes from `begin` to `end` are not needed: whole pages among them go back to the
    /// system, and are zeros when touched again.
    void discard(std::uint64_t begin, std::uint64_t end) noexcept;

private:
    std::byte* data_ = nullptr;
    std::uint64_t size_ = 0;
};

} // namespace dmq::ring
