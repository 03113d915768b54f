// SPDX-License-Identifier: BSL-1.0
#include "io_ring.hpp"

#include <cerrno>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace dmq {
namespace {

constexpr unsigned entry_count = 512;
constexpr unsigned completion_count = 4096; // more are kept by the kernel

[[noreturn]] void fail(int error, const char* what)
{
    throw std::system_error(error, std::generic_category(), what);
}

} // namespace

bool is_passing(int result) noexcept
{
    return result == -EINTR || result == -EAGAIN || result == -EBUSY || result == -ENOMEM;
}

IoRing::IoRing()
{
    io_uring_params parameters{};
    parameters.flags = IORING_SETUP_R_DISABLED | IORING_SETUP_SINGLE_ISSUER |
        IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG | IORING_SETUP_SUBMIT_ALL |
        IORING_SETUP_CQSIZE;
    parameters.cq_entries = completion_count;
    if (const int error = io_uring_queue_init_params(entry_count, &ring_, &parameters); error != 0)
        fail(-error, "io_uring_setup");
    // a filter may allow the one and not the other; EBADFD: it is not enabled yet
    if (::syscall(SYS_io_uring_enter, ring_.ring_fd, 0, 0, 0, nullptr, 0) < 0 && errno != EBADFD) {
        const int error = errno;
        io_uring_queue_exit(&ring_);
        fail(error, "io_uring_enter");
    }
}

int IoRing::make_event()
{
    const int event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (event < 0)
        fail(errno, "eventfd");
    if (const int error = io_uring_register_eventfd(&ring_, event); error != 0) {
        ::close(event);
        fail(-error, "io_uring_register_eventfd");
    }
    return event;
}

/// Debian's liburing declares io_uring_enable_rings, but has none.
void IoRing::enable() noexcept
{
    if (!enabled_)
        enabled_ = ::syscall(SYS_io_uring_register, ring_.ring_fd, IORING_REGISTER_ENABLE_RINGS,
                             nullptr, 0) == 0;
}

io_uring_sqe* IoRing::next_entry() noexcept
{
    if (io_uring_sqe* const entry = io_uring_get_sqe(&ring_))
        return entry;
    enable();
    io_uring_submit(&ring_);
    return io_uring_get_sqe(&ring_);
}

bool IoRing::withdraw(std::uint64_t tag) noexcept
{
    const io_uring_sq& queue = ring_.sq;
    for (unsigned i = io_uring_smp_load_acquire(queue.khead); i != queue.sqe_tail; ++i) {
        io_uring_sqe& entry = queue.sqes[i & *queue.kring_mask];
        if (entry.user_data != tag)
            continue;
        io_uring_prep_nop(&entry);
        entry.user_data = 0;
        return true;
    }
    return false;
}

void IoRing::submit(std::vector<Completion>& to)
{
    enable();
    const int result = io_uring_submit_and_get_events(&ring_);
    if (result < 0 && !is_passing(result))
        fail(-result, "io_uring_enter");
    unsigned head = 0;
    unsigned count = 0;
    const io_uring_cqe* completion = nullptr;
    io_uring_for_each_cqe(&ring_, head, completion)
    {
        ++count;
        if (completion->user_data != 0)
            to.push_back({completion->user_data, completion->res, completion->flags});
    }
    io_uring_cq_advance(&ring_, count);
}

bool IoRing::has_work() const noexcept
{
    return has_entries() || io_uring_cq_ready(&ring_) > 0 ||
        (IO_URING_READ_ONCE(*ring_.sq.kflags) & IORING_SQ_TASKRUN) != 0;
}

} // namespace dmq
