// SPDX-License-Identifier: BSL-1.0
// The memory of a queue: mmap, madvise and munmap.
#include "ring_memory.hpp"

#include <cerrno>
#include <string>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace dmq::ring {

namespace {

std::uint64_t whole_pages(std::uint64_t size) noexcept
{
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return (size + page - 1) / page * page;
}

/// Behind its first 2 MiB a ring grows by pages of that size where the system has them: its memory
/// is touched for the first time 512 times less often. Small queues stay small.
void allow_huge_pages(std::byte* data, std::uint64_t size) noexcept
{
    constexpr std::uint64_t huge_page = 2 << 20;
    if (size > 2 * huge_page)
        ::madvise(data + huge_page, size - huge_page, MADV_HUGEPAGE);
}

} // namespace

RingMemory::RingMemory(std::uint64_t size) : size_(size)
{
    if (size == 0)
        return;
    void* const mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED)
        throw std::system_error(errno, std::generic_category(),
                                "cannot reserve " + std::to_string(size) + " bytes of memory");
    data_ = static_cast<std::byte*>(mapped);
    allow_huge_pages(data_, size);
}

RingMemory::RingMemory(RingMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0))
{
}

RingMemory& RingMemory::operator=(RingMemory&& other) noexcept
{
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

RingMemory::~RingMemory() { shrink(0); }

void RingMemory::replace(std::uint64_t size) { *this = RingMemory(size); }

void RingMemory::shrink(std::uint64_t size) noexcept
{
    if (size >= size_)
        return;
    const std::uint64_t kept = whole_pages(size);
    const std::uint64_t mapped = whole_pages(size_);
    if (kept < mapped)
        ::munmap(data_ + kept, mapped - kept);
    size_ = size;
    if (size == 0)
        data_ = nullptr;
}

void RingMemory::discard(std::uint64_t begin, std::uint64_t end) noexcept
{
    const std::uint64_t from = whole_pages(begin);
    const std::uint64_t page = whole_pages(1);
    const std::uint64_t to = end / page * page;
    if (from < to)
        ::madvise(data_ + from, to - from, MADV_DONTNEED);
}

} // namespace dmq::ring
