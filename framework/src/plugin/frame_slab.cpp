// SPDX-License-Identifier: BSL-1.0
// Free lists of coroutine frames, one set per thread, by size class.
#include <dmq/plugin/task.hpp>

#include <array>
#include <cstddef>
#include <new>
#include <string_view>

namespace dmq {
namespace {

constexpr std::size_t class_step = 64;
constexpr std::size_t class_count = 32; // frames up to 2 KiB
// frames kept per class and thread; none where a sanitizer should see each one come and go
constexpr std::size_t max_kept_frames = std::string_view(DMQ_SANITIZER) == "none" ? 256 : 0;

// trivially destructible: a frame may be freed after this thread's destructors have run
thread_local bool slab_alive = true;

struct FreeFrame {
    FreeFrame* next;
};

class FrameSlab {
public:
    FrameSlab() noexcept = default;
    ~FrameSlab()
    {
        for (List& list : lists_) {
            while (void* frame = list.pop())
                ::operator delete(frame);
        }
        slab_alive = false;
    }

    void* allocate(std::size_t size)
    {
        const std::size_t index = (size - 1) / class_step;
        if (index >= class_count)
            return ::operator new(size);
        if (slab_alive) {
            if (void* frame = lists_[index].pop())
                return frame;
        }
        return ::operator new((index + 1) *
                              class_step); // another thread may reuse it for the class
    }

    void free(void* frame, std::size_t size) noexcept
    {
        const std::size_t index = (size - 1) / class_step;
        if (!slab_alive || index >= class_count || !lists_[index].push(frame))
            ::operator delete(frame);
    }

private:
    struct List {
        FreeFrame* head = nullptr;
        std::size_t count = 0;

        void* pop() noexcept
        {
            FreeFrame* frame = head;
            if (frame) {
                head = frame->next;
                --count;
            }
            return frame;
        }
        bool push(void* frame) noexcept
        {
            if (count == max_kept_frames)
                return false;
            head = ::new (frame) FreeFrame{head};
            ++count;
            return true;
        }
    };

    std::array<List, class_count> lists_;
};

thread_local FrameSlab slab;

} // namespace

void* allocate_frame(std::size_t size) { return slab.allocate(size); }

void free_frame(void* frame, std::size_t size) noexcept { slab.free(frame, size); }

} // namespace dmq
