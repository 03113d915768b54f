// SPDX-License-Identifier: BSL-1.0
// Memory that is about to be written, made ready by another thread.
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <thread>

namespace dmq::ring {

/// While it exists, a thread of its own touches the memory from its beginning on, so that who
/// writes there behind it does not wait until the kernel has cleared each page. Its content stays.
/// Nothing for less than `least` bytes, and where the system cannot. The memory outlives it.
class MemoryToucher {
public:
    static constexpr std::size_t least = std::size_t{16} << 20;

    explicit MemoryToucher(std::span<std::byte> memory) noexcept;

private:
    static void touch(const std::stop_token& stop, std::span<std::byte> memory) noexcept;

    std::jthread thread_;
};

} // namespace dmq::ring
