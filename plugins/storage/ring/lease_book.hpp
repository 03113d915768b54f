// SPDX-License-Identifier: BSL-1.0
// Which parts of a queue are lent out, came back, or are done with.
#pragma once

#include "byte_ring.hpp"
#include "lease_clock.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace dmq::ring {

/// The oldest part of a queue, from its head to end(), cut into segments side by side. Knows
/// offsets (see ByteRing), no bytes. An open lease is a segment of its own; its offset is its
/// ticket. Memory grows with the number of open leases and is kept.
class LeaseBook {
public:
    enum class State : std::uint8_t {
        lent,
        returned, // put back, to be lent again
        done, // delivered; waits for what lies before it
        orphaned, // lent when the queue was cleared
    };
    struct Segment {
        std::uint64_t at = 0;
        RunLength length;
        State state = State::lent;
        LeaseTime since{}; // when it was lent

        /// Somebody holds it.
        bool open() const noexcept { return state == State::lent || state == State::orphaned; }
    };
    using Index = std::size_t; // of a segment; valid until the next change

    /// Nothing has been lent behind this offset.
    std::uint64_t end() const noexcept { return end_; }
    /// Where the first segment begins; end() if there is none.
    std::uint64_t begin() const noexcept { return size() == 0 ? end_ : (*this)[0].at; }
    Index size() const noexcept { return segments_.size() - first_; }
    const Segment& operator[](Index index) const noexcept { return segments_[first_ + index]; }

    /// Room for lending once more, whatever happens to the leases afterwards. False: no memory.
    bool make_room() noexcept;
    /// Lends the records that begin at end(). Needs make_room().
    void lend(RunLength length, LeaseTime now) noexcept;

    bool has_returned() const noexcept { return returned_ != 0; }
    /// The first segment that was put back; has_returned() must hold.
    Index first_returned() const noexcept;
    /// Lends the first records of a returned segment. Needs make_room().
    void lend_again(Index index, RunLength length, LeaseTime now) noexcept;

    /// The open lease with this ticket; size() if there is none.
    Index find(std::uint64_t ticket) const noexcept;
    /// Ends an open lease: all is delivered.
    void finish(Index index) noexcept;
    /// Ends an open lease that is not orphaned: the first records are delivered, the others (at
    /// least one) are returned. Returns how many records are behind end() again.
    std::uint32_t give_back(Index index, RunLength delivered) noexcept;
    /// What begins at or behind `at` is cleared: returned records are forgotten, open leases
    /// orphaned. If a segment reaches beyond `at`, it is cut in two, the second of which has
    /// `records` records, and make_room() is needed.
    void orphan_from(std::uint64_t at, std::uint32_t records = 0) noexcept;

    /// Bytes of segments that wait to be lent again, and of open leases.
    struct Sizes {
        std::uint64_t returned = 0;
        std::uint64_t open = 0;
    };
    /// Those between two offsets.
    Sizes sizes(std::uint64_t from, std::uint64_t to) const noexcept;
    /// When the oldest open lease at or behind `from` was lent.
    std::optional<LeaseTime> oldest_open(std::uint64_t from) const noexcept;
    /// The first offset, at or behind `from`, of a byte that is not done with.
    std::uint64_t floor(std::uint64_t from) const noexcept;
    /// The first segment that reaches beyond `offset`; size() if none does.
    Index reaching_beyond(std::uint64_t offset) const noexcept;

private:
    Segment& segment(Index index) noexcept { return segments_[first_ + index]; }
    void insert(Index index, const Segment& segment) noexcept;
    void erase(Index index) noexcept;
    void split(Index index, std::uint64_t at, std::uint32_t records) noexcept;
    void pop_front() noexcept;
    bool merge_with_previous(Index index) noexcept;
    void merge_done(Index index) noexcept;
    void merge_returned(Index index) noexcept;
    void drop_done_front() noexcept;

    std::vector<Segment> segments_; // from first_ on
    std::size_t first_ = 0;
    std::size_t open_ = 0; // lent or orphaned
    std::size_t returned_ = 0; // segments
    std::uint64_t end_ = 1;
};

} // namespace dmq::ring
