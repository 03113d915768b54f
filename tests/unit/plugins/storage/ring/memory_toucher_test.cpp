// SPDX-License-Identifier: BSL-1.0
// MemoryToucher: pages are there before they are written, and keep what was written.
#include "storage/ring/memory_toucher.hpp"
#include "storage/ring/ring_memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

namespace dmq::ring {
namespace {

constexpr std::byte mark{7};

bool is_resident(std::byte* page)
{
    unsigned char state = 0;
    EXPECT_EQ(::mincore(page, 1, &state), 0);
    return (state & 1) != 0;
}

class MemoryToucherTest : public testing::Test {
protected:
    std::byte* last_page()
    {
        return memory_.data() + size - static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    }

    static constexpr std::size_t size = MemoryToucher::least + (std::size_t{9} << 20);
    RingMemory memory_{size};
    std::span<std::byte> all_{memory_.data(), size};
};

TEST_F(MemoryToucherTest, TouchesAllOfIt)
{
    ASSERT_FALSE(is_resident(last_page()));
    const MemoryToucher toucher(all_);
    while (!is_resident(last_page()))
        std::this_thread::yield();
}

TEST_F(MemoryToucherTest, KeepsWhatIsWritten)
{
    {
        const MemoryToucher toucher(all_);
        std::ranges::fill(all_, mark);
    }
    EXPECT_EQ(std::ranges::count(all_, mark), static_cast<std::ptrdiff_t>(size));
}

TEST_F(MemoryToucherTest, LeavesLittleAlone)
{
    {
        const MemoryToucher toucher(all_.last(MemoryToucher::least - 1));
    }
    EXPECT_FALSE(is_resident(last_page()));
    {
        const MemoryToucher toucher({});
    }
}

TEST_F(MemoryToucherTest, MayBeginWithinAPage)
{
    memory_.data()[0] = mark;
    {
        const MemoryToucher toucher(all_.subspan(1));
        while (!is_resident(last_page()))
            std::this_thread::yield();
    }
    EXPECT_EQ(memory_.data()[0], mark);
}

} // namespace
} // namespace dmq::ring
