// SPDX-License-Identifier: BSL-1.0
// The memory of a queue: its ring, and the rings it has left because leases pin them.
#pragma once

#include "byte_ring.hpp"
#include "lease_book.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace dmq::ring {

/// Records are appended to the newest ring only. A ring that was left stays, with all its records
/// where they are, until they are done with; of its memory only those pages. Offsets (ByteRing) go
/// on from ring to ring; records that are lent together lie in one of them. Records that wait in
/// rings left count against the capacity of the newest one, leases there do not: so there is
/// memory for `capacity()` bytes, and for leases_left_behind() more.
class RingSpace {
public:
    explicit RingSpace(ByteRing ring) : ring_(std::move(ring)) { }

    /// As those of ByteRing.
    bool append(Bytes record) noexcept;
    bool append_run(Bytes run) noexcept;
    /// Whether a record of this wire size has room, but only after leave().
    bool cramped(std::uint64_t size, const LeaseBook& book) const noexcept
    {
        return ring_.cramped(size) && has_memory(size) && has_place_for_leases(book);
    }
    bool append_alone(Bytes record) noexcept { return ring_.append_alone(record); }
    bool fits(std::uint64_t size) const noexcept { return has_memory(size) && ring_.fits(size); }
    /// Whether the newest ring is empty.
    bool empty() const noexcept { return ring_.empty(); }
    std::uint64_t tail() const noexcept { return ring_.tail(); }
    std::uint64_t capacity() const noexcept { return ring_.capacity(); }
    std::uint64_t mapped() const noexcept;

    /// Of records that are lent together.
    std::array<Bytes, 2> view(std::uint64_t at, std::uint64_t size) const noexcept;
    /// The records of `available`, beginning at `at`, that lie in one ring and fit into `limit`.
    RunLength measure(std::uint64_t at, RunLength available, std::uint64_t limit) const noexcept;
    std::uint64_t record_size(std::uint64_t at) const noexcept;
    /// Appends the pieces in which any whole records lie.
    void add_pieces(std::uint64_t at, std::uint64_t size, std::vector<Bytes>& to) const;

    /// Where the newest ring begins.
    std::uint64_t newest() const noexcept { return ring_.head(); }
    /// Whether leases pin memory of the newest ring, and there may be so many in rings left.
    bool may_leave(const LeaseBook& book) const noexcept;
    /// Goes on in a new ring. False if there is no memory; then nothing has changed.
    bool leave(const LeaseBook& book) noexcept;
    /// `size` bytes of the lease that began at `ticket` are done with, or it waits again.
    void settle(std::uint64_t ticket, std::uint64_t size, const LeaseBook& book) noexcept
    {
        if (ticket < newest())
            settle_left(ticket, size, book);
        else
            settle_newest(book);
    }
    /// The same of a ring left, and of any number of leases of the newest.
    void settle_left(std::uint64_t ticket, std::uint64_t size, const LeaseBook& book) noexcept;
    void settle_newest(const LeaseBook& book) noexcept
    {
        ring_.drop_before(book.floor(ring_.head()));
    }
    /// Counts again what waits in rings left, after something there was lent.
    void recount(const LeaseBook& book) noexcept;
    /// Forgets all from `at` on, and what is done with.
    void drop_from(std::uint64_t at, const LeaseBook& book) noexcept;
    /// At most so many bytes of leases in rings left, unless they are those of one ring.
    std::uint64_t leases_left_behind() const noexcept;

private:
    struct Left {
        ByteRing ring;
        std::uint64_t untrimmed = 0; // bytes done with since its last trim()
    };
    using LeftRings = std::map<std::uint64_t, Left>; // by their tails

    bool has_memory(std::uint64_t size) const noexcept;
    std::uint64_t open_in_newest(const LeaseBook& book) const noexcept;
    bool has_place_for_leases(const LeaseBook& book) const noexcept;
    const ByteRing& ring_of(std::uint64_t at) const noexcept;
    std::uint64_t overhead() const noexcept;
    void settle_left(LeftRings::iterator left, const LeaseBook& book) noexcept;
    static void trim(Left& left, const LeaseBook& book) noexcept;

    ByteRing ring_;
    LeftRings left_;
    std::uint64_t waiting_left_ = 0; // bytes that wait in rings left
    std::uint64_t open_left_ = 0; // bytes of open leases there
};

} // namespace dmq::ring
