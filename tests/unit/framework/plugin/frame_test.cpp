// SPDX-License-Identifier: BSL-1.0
// The memory of coroutine frames: sizes, reuse, and threads that come and go.
#include <dmq/plugin/task.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <malloc.h>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace dmq {
namespace {

/// Sanitized builds give each frame back to the allocator, which sees its use afterwards.
constexpr bool frames_are_kept = std::string_view(DMQ_SANITIZER) == "none";

TEST(Frames, HoldAsManyBytesAsAsked)
{
    for (std::size_t size = 1; size < 5000; size += 13) {
        void* frame = allocate_frame(size);
        EXPECT_GE(::malloc_usable_size(frame), size);
        std::memset(frame, 0xab, size);
        free_frame(frame, size);
    }
}

TEST(Frames, AreDistinctWhileInUse)
{
    std::vector<std::pair<unsigned char*, std::size_t>> frames;
    for (unsigned i = 0; i < 1000; ++i) {
        const std::size_t size = 1 + i * 7 % 2500;
        frames.emplace_back(static_cast<unsigned char*>(allocate_frame(size)), size);
        std::memset(frames.back().first, static_cast<int>(i % 251), size);
    }
    for (unsigned i = 0; i < frames.size(); ++i) {
        const auto& [frame, size] = frames[i];
        for (std::size_t at = 0; at < size; ++at)
            ASSERT_EQ(frame[at], i % 251);
        free_frame(frame, size);
    }
}

TEST(Frames, AreReusedForTheirSizeClass)
{
    void* first = allocate_frame(100);
    free_frame(first, 100);
    void* second = allocate_frame(128);
    EXPECT_TRUE(second == first || !frames_are_kept);
    void* larger = allocate_frame(129);
    EXPECT_NE(larger, first);
    free_frame(second, 128);
    free_frame(larger, 129);
}

TEST(Frames, MayBeFreedByAnotherThread)
{
    std::vector<void*> frames;
    for (int i = 0; i < 1000; ++i)
        frames.push_back(allocate_frame(200));
    std::thread([&] {
        for (void* frame : frames)
            free_frame(frame, 200);
        void* reused = allocate_frame(200);
        std::memset(reused, 1, 200);
        free_frame(reused, 200);
    }).join();
}

TEST(Frames, OfAThreadThatOnlyFreesAreGivenBackAtItsEnd)
{
    constexpr int count = 100;
    std::vector<void*> frames;
    for (int i = 0; i < count; ++i)
        frames.push_back(allocate_frame(1900));
    const std::size_t before = ::mallinfo2().uordblks;
    std::thread([&] {
        for (void* frame : frames)
            free_frame(frame, 1900);
    }).join();
    EXPECT_TRUE(::mallinfo2().uordblks + count * 1000 < before || !frames_are_kept);
}

/// Uses frames when the thread's free lists are gone already.
struct LateUser {
    void** kept = nullptr;
    void* early = nullptr;
    ~LateUser()
    {
        if (!kept)
            return;
        free_frame(early, 65);
        *kept = allocate_frame(65);
    }
};
thread_local LateUser late_user;

TEST(Frames, OfAThreadThatEndsMayBeReusedByAnother)
{
    void* frame = nullptr;
    std::thread([&] {
        late_user.kept = &frame;
        late_user.early = allocate_frame(65);
    }).join();
    ASSERT_NE(frame, nullptr);
    EXPECT_GE(::malloc_usable_size(frame), 128U) << "it counts as one of its size class";
    free_frame(frame, 65);
    void* reused = allocate_frame(128);
    std::memset(reused, 1, 128);
    free_frame(reused, 128);
}

} // namespace
} // namespace dmq
