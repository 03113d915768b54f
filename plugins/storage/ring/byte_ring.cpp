// SPDX-License-Identifier: BSL-1.0
// Where records go in the memory of a queue, and where they are found again.
#include "byte_ring.hpp"

#include <algorithm>
#include <cstring>
#include <system_error>

namespace dmq::ring {

ByteRing::ByteRing(std::uint64_t capacity, std::uint64_t content, std::uint64_t spare_from)
    : memory_(std::max(capacity, content)), capacity_(capacity), spare_from_(spare_from)
{
}

ByteRing ByteRing::successor() const
{
    ByteRing next(capacity_, 0, spare_from_);
    next.restart(tail());
    return next;
}

void ByteRing::set_initial(std::uint64_t size) noexcept
{
    used_ = write_ = gap_ = size;
    touched_ = std::max(touched_, std::min(size, capacity_));
    if (size == 0)
        reset();
}

/// Whether `size` bytes have a place, the first of which must not be split from the rest by the
/// wrap. The bound by `used_` is the only one that initial content beyond the capacity adds: in a
/// ring of ordinary size it follows from the others.
bool ByteRing::has_place(std::uint64_t size, std::uint64_t first_record) const noexcept
{
    if (wrapped())
        return size <= read_ - write_ && used_ + size <= capacity_;
    if (write_ + size <= capacity_)
        return true;
    return write_ + first_record > capacity_ && size <= read_ && used_ + size <= capacity_;
}

/// The place for these bytes; null if there is none.
std::byte* ByteRing::place(std::uint64_t size, std::uint64_t first_record) noexcept
{
    if (!has_place(size, first_record))
        return nullptr;
    if (write_ + size > touched_ && !wrapped())
        go_on(size);
    std::byte* const to = memory_.data() + write_;
    write_ += size;
    if (write_ > read_)
        gap_ = write_;
    used_ += size;
    return to;
}

/// Into memory that was not touched yet, or back to the beginning.
void ByteRing::go_on(std::uint64_t size) noexcept
{
    early_ = goes_back_early(size);
    if (early_ || write_ + size > capacity_)
        write_ = 0;
    touched_ = std::max(touched_, write_ + size);
}

bool ByteRing::goes_back_early(std::uint64_t size) const noexcept
{
    return touched_ >= spare_from_ && read_ >= touched_ / 2 && size <= read_ &&
        used_ + size <= capacity_;
}

bool ByteRing::cramped(std::uint64_t size) const noexcept
{
    return wrapped() && early_ && size > read_ - write_ && used_ + size <= capacity_;
}

bool ByteRing::fits(std::uint64_t size) const noexcept { return has_place(size, size); }

bool ByteRing::append_alone(Bytes record) noexcept
{
    const std::uint64_t size = record_header + record.size();
    if (size > memory_.size()) {
        try {
            memory_.replace(size);
        } catch (const std::system_error&) {
            return false;
        }
    }
    store<std::uint64_t>(memory_.data(), record.size());
    std::memcpy(memory_.data() + record_header, record.data(), record.size());
    set_initial(size);
    return true;
}

bool ByteRing::append(Bytes record) noexcept
{
    const std::uint64_t size = record_header + record.size();
    std::byte* const to = place(size, size);
    if (to == nullptr)
        return false;
    store<std::uint64_t>(to, record.size());
    std::memcpy(to + record_header, record.data(), record.size());
    return true;
}

bool ByteRing::append_run(Bytes run) noexcept
{
    std::byte* const to = place(run.size(), record_header + load<std::uint64_t>(run.data()));
    if (to == nullptr)
        return false;
    std::memcpy(to, run.data(), run.size());
    return true;
}

/// Where the record at `at` begins; not defined for the end of the data.
std::uint64_t ByteRing::position(std::uint64_t at) const noexcept
{
    const std::uint64_t linear = read_ + (at - head_);
    return linear >= gap_ ? linear - gap_ : linear;
}

std::array<Bytes, 2> ByteRing::view(std::uint64_t at, std::uint64_t size) const noexcept
{
    if (size == 0)
        return {};
    const std::uint64_t from = position(at);
    const std::uint64_t upper = std::min(size, gap_ - from);
    if (upper == size)
        return {Bytes(memory_.data() + from, size), Bytes()};
    return {Bytes(memory_.data() + from, upper), Bytes(memory_.data(), size - upper)};
}

RunLength ByteRing::measure(std::uint64_t at, RunLength available,
                            std::uint64_t limit) const noexcept
{
    if (available.size <= limit)
        return available;
    RunLength run;
    while (run.records < available.records && run.size < limit) { // behind it nothing may lie
        const std::uint64_t size = run.size + record_size(at + run.size);
        if (size > limit)
            break;
        run.size = size;
        ++run.records;
    }
    return run;
}

std::uint64_t ByteRing::record_size(std::uint64_t at) const noexcept
{
    return record_header + load<std::uint64_t>(memory_.data() + position(at));
}

void ByteRing::drop_before(std::uint64_t at) noexcept
{
    const std::uint64_t size = at - head_;
    head_ = at;
    used_ -= size;
    if (used_ == 0) {
        reset();
        return;
    }
    read_ += size;
    if (read_ >= gap_) {
        read_ -= gap_;
        gap_ = write_;
    }
}

void ByteRing::drop_from(std::uint64_t at) noexcept
{
    used_ = at - head_;
    if (used_ == 0) {
        reset();
        return;
    }
    const std::uint64_t end = read_ + used_;
    if (end > gap_)
        write_ = end - gap_;
    else
        write_ = gap_ = end;
}

void ByteRing::restart(std::uint64_t at) noexcept
{
    head_ = at;
    used_ = 0;
    reset();
}

void ByteRing::trim() noexcept
{
    if (read_ >= write_) {
        memory_.discard(write_, read_);
    } else {
        memory_.discard(0, read_);
    }
    memory_.discard(gap_, memory_.size());
}

void ByteRing::discard(std::uint64_t at, std::uint64_t size) noexcept
{
    for (const Bytes piece : view(at, size)) {
        const auto begin = static_cast<std::uint64_t>(piece.data() - memory_.data());
        if (!piece.empty())
            memory_.discard(begin, begin + piece.size());
    }
}

void ByteRing::reset() noexcept
{
    read_ = write_ = gap_ = 0;
    memory_.shrink(capacity_);
}

} // namespace dmq::ring
