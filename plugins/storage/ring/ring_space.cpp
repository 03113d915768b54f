// SPDX-License-Identifier: BSL-1.0
// Leaving a ring, finding records in the right one, and giving memory back.
#include "ring_space.hpp"

#include <algorithm>
#include <iterator>
#include <new>
#include <system_error>
#include <utility>

namespace dmq::ring {

namespace {

constexpr std::uint64_t least_left_behind = 16 << 20; // bytes of leases, whatever the capacity
constexpr std::uint64_t trim_interval = 64 << 10; // bytes
constexpr std::uint64_t least_overhead = 4 << 10;

} // namespace

bool RingSpace::has_memory(std::uint64_t size) const noexcept
{
    return left_.empty() ||
        waiting_left_ + (ring_.tail() - ring_.head()) + size <= ring_.capacity();
}

bool RingSpace::append(Bytes record) noexcept
{
    return has_memory(record_header + record.size()) && ring_.append(record);
}

bool RingSpace::append_run(Bytes run) noexcept
{
    return has_memory(run.size()) && ring_.append_run(run);
}

std::uint64_t RingSpace::mapped() const noexcept
{
    std::uint64_t mapped = ring_.mapped();
    for (const auto& [tail, left] : left_)
        mapped += left.ring.mapped();
    return mapped;
}

const ByteRing& RingSpace::ring_of(std::uint64_t at) const noexcept
{
    return at >= ring_.head() ? ring_ : left_.upper_bound(at)->second.ring;
}

std::array<Bytes, 2> RingSpace::view(std::uint64_t at, std::uint64_t size) const noexcept
{
    return ring_of(at).view(at, size);
}

RunLength RingSpace::measure(std::uint64_t at, RunLength available,
                             std::uint64_t limit) const noexcept
{
    const ByteRing& ring = ring_of(at);
    return ring.measure(at, available, std::min(limit, ring.tail() - at));
}

std::uint64_t RingSpace::record_size(std::uint64_t at) const noexcept
{
    return ring_of(at).record_size(at);
}

void RingSpace::add_pieces(std::uint64_t at, std::uint64_t size, std::vector<Bytes>& to) const
{
    while (size != 0) {
        const ByteRing& ring = ring_of(at);
        const std::uint64_t here = std::min(size, ring.tail() - at);
        for (const Bytes piece : ring.view(at, here))
            if (!piece.empty())
                to.push_back(piece);
        at += here;
        size -= here;
    }
}

/// Bytes that a ring left needs beside what is lent: rounding, and what is not trimmed yet.
std::uint64_t RingSpace::overhead() const noexcept
{
    return std::clamp(ring_.capacity(), least_overhead, trim_interval);
}

std::uint64_t RingSpace::leases_left_behind() const noexcept
{
    return std::max(ring_.capacity(), least_left_behind);
}

bool RingSpace::may_leave(const LeaseBook& book) const noexcept
{
    return open_in_newest(book) != 0 && has_place_for_leases(book);
}

std::uint64_t RingSpace::open_in_newest(const LeaseBook& book) const noexcept
{
    return book.sizes(ring_.head(), ring_.tail()).open;
}

bool RingSpace::has_place_for_leases(const LeaseBook& book) const noexcept
{
    return left_.empty() ||
        open_left_ + open_in_newest(book) + (left_.size() + 1) * overhead() <= leases_left_behind();
}

bool RingSpace::leave(const LeaseBook& book) noexcept
{
    try {
        const auto left = left_.try_emplace(ring_.tail(), Left{ring_.successor()}).first;
        std::swap(left->second.ring, ring_);
        trim(left->second, book);
        recount(book);
        return true;
    } catch (const std::system_error&) {
        return false;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void RingSpace::settle_left(std::uint64_t ticket, std::uint64_t size,
                            const LeaseBook& book) noexcept
{
    const auto left = left_.upper_bound(ticket);
    left->second.untrimmed += size;
    settle_left(left, book);
    recount(book);
}

void RingSpace::settle_left(LeftRings::iterator left, const LeaseBook& book) noexcept
{
    ByteRing& ring = left->second.ring;
    const std::uint64_t begin = book.floor(ring.head());
    if (begin >= ring.tail()) {
        left_.erase(left);
        return;
    }
    ring.drop_before(begin);
    if (left->second.untrimmed >= trim_interval)
        trim(left->second, book);
}

void RingSpace::trim(Left& left, const LeaseBook& book) noexcept
{
    left.untrimmed = 0;
    left.ring.trim();
    const std::uint64_t head = left.ring.head();
    const std::uint64_t tail = left.ring.tail();
    for (auto index = book.reaching_beyond(head); index < book.size(); ++index) {
        const LeaseBook::Segment& segment = book[index];
        const std::uint64_t begin = std::max(segment.at, head);
        const std::uint64_t end = std::min(segment.at + segment.length.size, tail);
        if (begin >= tail)
            break;
        if (segment.state == LeaseBook::State::done)
            left.ring.discard(begin, end - begin);
    }
}

void RingSpace::recount(const LeaseBook& book) noexcept
{
    const LeaseBook::Sizes sizes = book.sizes(0, ring_.head());
    open_left_ = sizes.open;
    waiting_left_ = sizes.returned + (ring_.head() - std::min(ring_.head(), book.end()));
}

void RingSpace::drop_from(std::uint64_t at, const LeaseBook& book) noexcept
{
    while (!left_.empty() && std::prev(left_.end())->second.ring.head() >= at)
        left_.erase(std::prev(left_.end()));
    if (!left_.empty() && std::prev(left_.end())->first > at) {
        auto last = left_.extract(std::prev(left_.end()));
        last.mapped().ring.drop_from(at);
        last.key() = at;
        left_.insert(std::move(last));
    }
    if (ring_.head() > at)
        ring_.restart(at);
    else
        ring_.drop_from(at);
    for (auto left = left_.begin(); left != left_.end();)
        settle_left(left++, book);
    settle_newest(book);
    recount(book);
}

} // namespace dmq::ring
