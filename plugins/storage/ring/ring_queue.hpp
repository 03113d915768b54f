// SPDX-License-Identifier: BSL-1.0
// One queue: memory first, then the disk; first in, first out across both.
#pragma once

#include "overflow/overflow.hpp"
#include "ring_engine.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring {

class QueueRegistry;

/// A RingEngine that goes on in the overflow when its memory is full (architecture rule 7): while
/// there are records on the disk, pushes go there, and memory is refilled from there. In the
/// registry until it is retired or destroyed.
class RingQueue final : public RingEngine {
public:
    /// `ring` holds `records` records; `restored_from`: the storage name of the dump that they come
    /// from, or empty. Takes over what the overflow has found for this name.
    RingQueue(std::shared_ptr<QueueRegistry> registry, std::shared_ptr<Overflow> overflow,
              std::string storage_name, ByteRing ring, std::uint32_t records,
              std::string restored_from, const ILeaseClock& clock = lease_clock());
    RingQueue(const RingQueue&) = delete;
    RingQueue& operator=(const RingQueue&) = delete;
    ~RingQueue() override;

    PushStatus push(Bytes record) noexcept override;
    RunResult push_run(RecordRun run) noexcept override;
    LeasedRun lease(std::size_t max_bytes) noexcept override;
    bool available() const noexcept override;
    Delivered release_all(std::span<const std::uint64_t> tickets) noexcept override;
    Delivered put_back(std::uint64_t ticket, std::size_t from) noexcept override;
    void clear() noexcept override;
    void retire() noexcept override;
    void rename(std::string_view storage_name) override;
    QueueUsage usage() const noexcept override;

    const std::string& restored_from() const noexcept { return restored_from_; }
    /// Whether the dump it was loaded from still says all that is to be saved of the memory.
    bool as_restored() const noexcept { return restored_from_ == name() && unchanged(); }
    const QueueState& overflow_state() const noexcept { return disk_; }

    /// Before a dump: no more is in memory than a ring of today's size holds, so that the original
    /// can read it; what is lent is as after clear() if it has no room. Throws std::exception; then
    /// memory is as it was.
    void fit_memory();

private:
    bool on_disk() const noexcept { return disk_.unread.records != 0; }
    bool oversized() const noexcept;
    PushStatus store(RecordRun run, RunResult& result) noexcept;
    PushStatus store_on_disk(RecordRun run, RunResult& result) noexcept;
    bool make_room(std::uint64_t size) noexcept;
    void refill() noexcept;
    void read_batch();
    void read_from_disk(ReadBatch& batch, overflow::Chain& rest);
    void memory_moved() noexcept;
    bool may_refill() const noexcept;
    void spill(std::uint64_t from);
    bool untake_last_batch();
    void put_before_disk();
    PushStatus append_to_disk(const std::vector<RecordRun>& runs) noexcept;

    const std::shared_ptr<QueueRegistry> registry_;
    const std::shared_ptr<Overflow> overflow_;
    const std::string restored_from_;
    QueueState disk_;
    std::uint64_t dropped_ = 0;
    Trouble drops_;
    Trouble read_trouble_;
    std::chrono::steady_clock::time_point no_reading_until_; // the disk has failed
};

} // namespace dmq::ring
