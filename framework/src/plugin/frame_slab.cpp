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

struct FreeFrame {
    FreeFrame* next;
};

/// Free frames of one size class. Takes none before the thread's slab is in use.
struct FreeList {
    FreeFrame* head = nullptr;
    std::size_t count = max_kept_frames;

    void* pop() noexcept
    {
        FreeFrame* const frame = head;
        if (frame) {
            head = frame->next;
            --count;
        }
        return frame;
    }
    bool push(void* frame) noexcept
    {
        if (count >= max_kept_frames)
            return false;
        head = ::new (frame) FreeFrame{head};
        ++count;
        return true;
    }
};

struct Slab {
    enum class State : unsigned char { fresh, in_use, ended };

    std::array<FreeList, class_count> lists;
    State state = State::fresh;
};

// Constant-initialised and trivially destructible, so that reaching it costs nothing, and a frame
// may be freed after this thread's destructors have run. Initial-exec: the framework is loaded with
// the program.
[[gnu::tls_model("initial-exec")]] thread_local constinit Slab slab{};

/// Gives back the free frames at the end of the thread; none is kept from then on.
struct SlabEnd {
    ~SlabEnd()
    {
        for (FreeList& list : slab.lists) {
            while (void* frame = list.pop())
                ::operator delete(frame);
            list.count = max_kept_frames;
        }
        slab.state = Slab::State::ended;
    }
    void watch() const noexcept { slab.state = Slab::State::in_use; }
};

thread_local const SlabEnd slab_end;

/// The first frame that a thread frees, or one too many.
void free_slowly(void* frame, std::size_t index) noexcept
{
    if (slab.state == Slab::State::fresh) {
        slab_end.watch();
        for (FreeList& list : slab.lists)
            list.count = 0;
        if (slab.lists[index].push(frame))
            return;
    }
    ::operator delete(frame);
}

constexpr std::size_t class_of(std::size_t size) noexcept { return (size - 1) / class_step; }

} // namespace

void* allocate_frame(std::size_t size)
{
    const std::size_t index = class_of(size);
    if (index >= class_count)
        return ::operator new(size);
    if (void* frame = slab.lists[index].pop())
        return frame;
    return ::operator new((index + 1) * class_step); // another thread may reuse it for the class
}

void free_frame(void* frame, std::size_t size) noexcept
{
    const std::size_t index = class_of(size);
    if (index >= class_count)
        ::operator delete(frame);
    else if (!slab.lists[index].push(frame))
        free_slowly(frame, index);
}

} // namespace dmq
