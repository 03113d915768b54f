// SPDX-License-Identifier: BSL-1.0
// The memory layout of a queue: records in wire layout, never split, a gap at the end when they
// wrap.
#pragma once

#include "ring_memory.hpp"

#include <dmq/plugin/bytes.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace dmq::ring {

/// Consecutive whole records: their wire size and number.
struct RunLength {
    std::uint64_t size = 0;
    std::uint32_t records = 0;
};

/// node-behaviour §6.1 to §6.3. Records are addressed by their offset in the stream of all bytes
/// ever appended, which does not wrap and leaves out the gap. Memory that was never touched is dear
/// (page faults), and what is touched stays: so a ring that is long enough uses again what it has,
/// where the original goes on to its end. One thread at a time. Never logs.
class ByteRing {
public:
    /// So much memory a queue may touch before it spares more.
    static constexpr std::uint64_t ample = 2 << 20; // bytes

    /// A ring of `capacity` bytes whose initial content may need `content` bytes, which may be
    /// more. Behind `spare_from` bytes it goes back to its beginning early, if half of what it has
    /// touched is free. Throws std::system_error if the memory cannot be reserved.
    explicit ByteRing(std::uint64_t capacity, std::uint64_t content = 0,
                      std::uint64_t spare_from = ample);

    /// Where initial content is to be written: `content` bytes of the constructor.
    std::span<std::byte> initial_area() noexcept { return {memory_.data(), memory_.size()}; }
    /// The first `size` bytes of the initial area are whole records now. Once, before all others.
    void set_initial(std::uint64_t size) noexcept;

    /// Appends a copy of one record; false if it does not fit (§6.2), then nothing has changed.
    bool append(Bytes record) noexcept;
    /// Appends a copy of whole records in wire layout, at least one, with one memcpy. False if they
    /// would not come to lie side by side when appended one by one; then nothing has changed.
    bool append_run(Bytes run) noexcept;

    /// Whether append() would take a record of this wire size.
    bool fits(std::uint64_t size) const noexcept;
    /// Whether there is no place for a record of this wire size only because the ring went back
    /// early. It has one in a new ring of the same size.
    bool cramped(std::uint64_t size) const noexcept;
    /// An empty ring of the same size, for the records behind tail(). Throws std::system_error.
    ByteRing successor() const;
    /// Appends a copy of one record, however large, to an empty ring. False if there is no memory.
    bool append_alone(Bytes record) noexcept;

    /// Offsets of the first byte held and behind the last. The first one ever is 1.
    std::uint64_t head() const noexcept { return head_; }
    std::uint64_t tail() const noexcept { return head_ + used_; }
    bool empty() const noexcept { return used_ == 0; }
    std::uint64_t capacity() const noexcept { return capacity_; }
    /// Bytes of memory that records have ever lain in, up to the capacity.
    std::uint64_t touched() const noexcept { return touched_; }
    /// Address space in use; more than capacity() while initial content needs it.
    std::uint64_t mapped() const noexcept { return memory_.size(); }

    /// The bytes of whole records; valid until they are dropped.
    std::array<Bytes, 2> view(std::uint64_t at, std::uint64_t size) const noexcept;
    /// The records of `available`, beginning at `at`, that fit into `limit` bytes.
    RunLength measure(std::uint64_t at, RunLength available, std::uint64_t limit) const noexcept;
    /// Wire size of the record at `at`.
    std::uint64_t record_size(std::uint64_t at) const noexcept;

    /// Forgets what lies before the record at `at`; an empty ring starts at its beginning again,
    /// with memory of the configured size.
    void drop_before(std::uint64_t at) noexcept;
    /// Forgets the record at `at` and all behind it.
    void drop_from(std::uint64_t at) noexcept;
    /// Forgets everything; the next record has this offset.
    void restart(std::uint64_t at) noexcept;

    /// For a ring that nothing is appended to any more: gives back the pages that hold no record.
    void trim() noexcept;
    /// Likewise the pages of these bytes, which are not looked at any more.
    void discard(std::uint64_t at, std::uint64_t size) noexcept;

private:
    bool has_place(std::uint64_t size, std::uint64_t first_record) const noexcept;
    std::byte* place(std::uint64_t size, std::uint64_t first_record) noexcept;
    bool wrapped() const noexcept { return used_ != 0 && read_ >= write_; }
    void go_on(std::uint64_t size) noexcept;
    bool goes_back_early(std::uint64_t size) const noexcept;
    std::uint64_t position(std::uint64_t at) const noexcept;
    void reset() noexcept;

    RingMemory memory_;
    std::uint64_t capacity_; // N
    std::uint64_t spare_from_;
    std::uint64_t read_ = 0; // R
    std::uint64_t write_ = 0; // W
    std::uint64_t gap_ = 0; // G
    std::uint64_t used_ = 0; // bytes of all records between R and W
    std::uint64_t head_ = 1;
    std::uint64_t touched_ = 0;
    bool early_ = false; // how it has last gone back to its beginning
};

} // namespace dmq::ring
