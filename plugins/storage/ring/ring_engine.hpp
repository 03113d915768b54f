// SPDX-License-Identifier: BSL-1.0
// One queue in memory.
#pragma once

#include "byte_ring.hpp"
#include "lease_book.hpp"

#include <dmq/plugin/storage.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring {

/// A ByteRing with leases (node-behaviour §6). Memory of records that were delivered out of order
/// becomes free when all older ones are delivered. After clear() open leases keep their place in
/// the ring until they end.
class RingEngine : public IStorageEngine {
public:
    /// `ring` holds `records` records.
    RingEngine(std::string storage_name, ByteRing ring, std::uint32_t records = 0);

    PushStatus push(Bytes record) noexcept override;
    RunResult push_run(RecordRun run) noexcept override;
    LeasedRun lease(std::size_t max_bytes) noexcept override;
    bool available() const noexcept override { return fresh_ != 0 || book_.has_returned(); }
    /// An unknown ticket is ignored.
    Delivered release(std::uint64_t ticket) noexcept override;
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
    std::uint64_t mapped() const noexcept { return ring_.mapped(); }
    std::uint32_t records() const noexcept { return held_.records; }
    /// Whether exactly the records of the constructor are held.
    bool unchanged() const noexcept;
    std::uint64_t capacity() const noexcept { return ring_.capacity(); }
    /// All records in order, lent ones included, in pieces. Valid until the next change.
    std::vector<Bytes> held() const;

protected:
    /// Appends copies of the first records, up to the first that does not fit; returns how many.
    std::uint32_t append_prefix(RecordRun run) noexcept;
    /// Appends a copy of a record, which may have any size if the ring is empty.
    bool refill_with(Bytes record) noexcept;
    /// Whether refill_with() would take a record of this wire size.
    bool can_take(std::uint64_t size) const noexcept { return ring_.fits(size) || ring_.empty(); }
    /// Offsets in the ring (ByteRing).
    std::uint64_t head() const noexcept { return ring_.head(); }
    std::uint64_t tail() const noexcept { return ring_.tail(); }
    /// At most so many bytes can be appended.
    std::uint64_t free_bytes() const noexcept;
    /// The newest records: those that are more than the capacity, and not lent. Valid until the
    /// next change.
    RecordRun surplus() const noexcept;
    /// Forgets what surplus() has returned.
    void drop_surplus(RecordRun run) noexcept;

private:
    void appended(RunLength length) noexcept;
    LeasedRun lease_returned(std::size_t max_bytes) noexcept;
    RunLength take_from(std::uint64_t at, RunLength available, std::size_t limit) const noexcept;
    LeasedRun lent(std::uint64_t at, RunLength length) const noexcept;
    Delivered forget(RunLength delivered) noexcept;

    std::string name_;
    ByteRing ring_;
    LeaseBook book_;
    RunLength held_;
    RunLength initial_;
    std::uint32_t fresh_ = 0; // records behind book_.end()
};

} // namespace dmq::ring
