// SPDX-License-Identifier: BSL-1.0
// Replaces operator new and delete of this program; apart from the tests, so that the compiler
// does not see new without delete inlined.
#include "counting_new.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count{0};

} // namespace

void* operator new(std::size_t size)
{
    ++count;
    if (void* const memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace dmq::ring::test {

std::size_t allocations() noexcept { return count; }

} // namespace dmq::ring::test
