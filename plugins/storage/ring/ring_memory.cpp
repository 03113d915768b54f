// SPDX-License-Identifier: BSL-1.0
// The memory of a queue: mmap and munmap.
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
