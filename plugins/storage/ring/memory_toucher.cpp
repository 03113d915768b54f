// SPDX-License-Identifier: BSL-1.0
#include "memory_toucher.hpp"

#include <algorithm>
#include <cstdint>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace dmq::ring {

namespace {

constexpr std::size_t step = std::size_t{8} << 20; // what the thread is not stopped within

} // namespace

MemoryToucher::MemoryToucher(std::span<std::byte> memory) noexcept
{
    if (memory.size() < least)
        return;
    try {
        thread_ = std::jthread([memory](const std::stop_token& stop) { touch(stop, memory); });
    } catch (const std::system_error&) {
        // it takes a little longer then
    }
}

void MemoryToucher::touch(const std::stop_token& stop, std::span<std::byte> memory) noexcept
{
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const auto behind = reinterpret_cast<std::uintptr_t>(memory.data()) % page;
    std::byte* at = memory.data() - behind;
    std::byte* const end = memory.data() + memory.size();
    while (at < end && !stop.stop_requested()) {
        const auto size = std::min<std::size_t>(step, static_cast<std::size_t>(end - at));
        if (::madvise(at, size, MADV_POPULATE_WRITE) != 0)
            return;
        at += size;
    }
}

} // namespace dmq::ring
