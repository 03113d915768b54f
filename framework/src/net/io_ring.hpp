// SPDX-License-Identifier: BSL-1.0
// The io_uring of a loop: entries go in, completions come out.
#pragma once

#include <cstdint>
#include <liburing.h>
#include <vector>

namespace dmq {

/// Its calls to the kernel are those of one thread: the first that makes one. The kernel works on
/// it only within them.
class IoRing {
public:
    /// An answer of the kernel; the tag is that of the entry, never 0.
    struct Completion {
        std::uint64_t tag;
        std::int32_t result;
        std::uint32_t flags;
    };

    /// Throws std::system_error if the system has no io_uring, or not for this process.
    IoRing();
    IoRing(const IoRing&) = delete;
    IoRing& operator=(const IoRing&) = delete;
    ~IoRing() { io_uring_queue_exit(&ring_); }

    io_uring& native() noexcept { return ring_; }
    /// An eventfd that is set when the kernel has something for submit(). Owned by the caller.
    /// Throws std::system_error.
    int make_event();
    /// To be filled in before the next call of anything here; null: the kernel takes no more.
    io_uring_sqe* next_entry() noexcept;
    /// Takes back an entry that the kernel has not seen. False: it has.
    bool withdraw(std::uint64_t tag) noexcept;
    /// Hands over the entries, and appends what has ended. Does not wait. Throws std::system_error.
    void submit(std::vector<Completion>& to);
    /// Whether there are entries that submit() has not handed over.
    bool has_entries() const noexcept { return io_uring_sq_ready(&ring_) > 0; }
    /// Whether submit() would do or bring something.
    bool has_work() const noexcept;

private:
    void enable() noexcept;

    io_uring ring_{};
    bool enabled_ = false;
};

/// What passes by itself: a negative errno.
bool is_passing(int result) noexcept;

} // namespace dmq
