// SPDX-License-Identifier: BSL-1.0
// One queue in memory.
#pragma once

#include "byte_ring.hpp"
#include "lease_book.hpp"
#include "lease_clock.hpp"
#include "ring_space.hpp"

#include <dmq/plugin/storage.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring {

/// How old a lease may become before a full ring is left because of it (architecture rule 6).
inline constexpr LeaseTime lease_patience{250};

/// A ByteRing with leases (node-behaviour §6). Memory of records that were delivered out of order
/// becomes free when all older ones are delivered, or when a lease that is in the way is too old:
/// then the queue goes on in another ring, and the lease keeps what it shows (RingSpace). After
/// clear() open leases keep their place until they end.
class RingEngine : public IStorageEngine {
public:
    /// `ring` holds `records` records. `clock` outlives this object.
    RingEngine(std::string storage_name, ByteRing ring, std::uint32_t records = 0,
               const ILeaseClock& clock = lease_clock());

    PushStatus push(Bytes record) noexcept override;
    RunResult push_run(RecordRun run) noexcept override;
    LeasedRun lease(std::size_t max_bytes) noexcept override;
    bool available() const noexcept override { return fresh_ != 0 || book_.has_returned(); }
    /// An unknown ticket is ignored.
    Delivered release(std::uint64_t ticket) noexcept final { return release_all({&ticket, 1}); }
    Delivered release_all(std::span<const std::uint64_t> tickets) noexcept override;
    /// An unknown ticket is ignored; a record that reaches beyond `from` is returned.
    Delivered put_back(std::uint64_t ticket, std::size_t from) noexcept override;
    void clear() noexcept override;
    void retire() noexcept override { clear(); }
    /// Throws std::invalid_argument if no dump could have this name.
    void rename(std::string_view storage_name) override;
    QueueUsage usage() const noexcept override;

    /// Valid until rename().
    const std::string& name() const noexcept { return name_; }
    /// Address space the queue uses; more than its capacity while a larger dump needs it.
    std::uint64_t mapped() const noexcept { return space_.mapped(); }
    std::uint32_t records() const noexcept { return held_.records; }
    /// Whether exactly the records of the constructor are held.
    bool unchanged() const noexcept;
    std::uint64_t capacity() const noexcept { return space_.capacity(); }
    /// All records in order, lent ones included, in pieces. Valid until the next change.
    std::vector<Bytes> held() const;

protected:
    /// Appends copies of the first records, up to the first that does not fit; returns how many.
    std::uint32_t append_prefix(RecordRun run) noexcept;
    /// Appends a copy of a record, which may have any size if the ring is empty.
    bool refill_with(Bytes record) noexcept;
    /// Whether refill_with() would take a record of this wire size.
    bool can_take(std::uint64_t size) const noexcept
    {
        return space_.fits(size) || space_.empty() || space_.cramped(size, book_);
    }
    /// Whether leave() is possible, and leaves leases behind.
    bool may_leave() const noexcept { return space_.may_leave(book_); }
    /// Leaves the ring to the leases that pin it; the new one is empty. False: no memory.
    bool leave() noexcept { return space_.leave(book_); }
    /// leave(), if a record of this wire size has room then. False: nothing has changed.
    bool leave_for(std::uint64_t size) noexcept;
    /// Offsets (ByteRing) of the oldest record, and behind the newest.
    std::uint64_t head() const noexcept { return book_.begin(); }
    std::uint64_t tail() const noexcept { return space_.tail(); }
    /// At most so many bytes can be appended.
    std::uint64_t free_bytes() const noexcept;
    /// Where the oldest records end that together are no more than the capacity.
    std::uint64_t fitting_end() const noexcept;
    /// Where records begin that were never lent, or have come back as if.
    std::uint64_t fresh_begin() const noexcept { return book_.end(); }
    /// The records held from `at` on, where one begins, in order. Valid until the next change.
    std::vector<RecordRun> held_from(std::uint64_t at) const;
    /// Forgets them. What is lent of them is as after clear(). Throws std::bad_alloc, before
    /// anything has changed.
    void forget_from(std::uint64_t at);

private:
    bool append(Bytes record) noexcept;
    bool lease_is_in_the_way() const noexcept;
    RunLength fitting(std::uint64_t at, RunLength available, std::uint64_t limit) const noexcept;
    std::vector<Bytes> pieces_from(std::uint64_t from) const;
    void appended(RunLength length) noexcept;
    LeasedRun lease_returned(std::size_t max_bytes) noexcept;
    Delivered end_lease(std::uint64_t ticket) noexcept;
    RunLength take_from(std::uint64_t at, RunLength available, std::size_t limit) const noexcept;
    LeasedRun lent(std::uint64_t at, RunLength length) const noexcept;
    Delivered forget(RunLength delivered) noexcept;

    std::string name_;
    RingSpace space_;
    const ILeaseClock& clock_;
    LeaseBook book_;
    RunLength held_;
    RunLength initial_;
    std::uint32_t fresh_ = 0; // records behind book_.end()
};

} // namespace dmq::ring
