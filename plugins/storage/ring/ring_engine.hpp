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
    /// All records in order, lent ones included, in pieces. Valid until the next change.
    std::vector<Bytes> held() const;

private:
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
