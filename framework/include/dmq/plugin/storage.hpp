// SPDX-License-Identifier: BSL-1.0
// What a storage plugin implements: one queue, and the set of queues.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace dmq {

enum class PushStatus : std::uint8_t {
    stored,
    full, // no room; nothing was stored
    failed, // the storage failed (disk, memory) and has said so in the log; nothing was stored
};

/// Outcome of storing a run: every record was either stored or refused.
struct RunResult {
    std::uint32_t stored = 0;
    std::uint32_t refused = 0;
    std::uint64_t stored_bytes = 0; // payload of the stored ones
};

/// What left a queue for good: records, and their payload in bytes.
struct Delivered {
    std::uint32_t records = 0;
    std::uint64_t bytes = 0;

    Delivered& operator+=(const Delivered& other) noexcept
    {
        records += other.records;
        bytes += other.bytes;
        return *this;
    }
};

/// What a queue holds now. `memory_bytes` counts the 8-byte headers, `overflow_bytes` does not
/// (node-behaviour §6.4). Leased records count as held.
struct QueueUsage {
    std::uint64_t memory_records = 0;
    std::uint64_t memory_bytes = 0;
    std::uint64_t overflow_records = 0;
    std::uint64_t overflow_bytes = 0;
    std::uint64_t capacity = 0;
    std::uint64_t dropped_records = 0; // by WhenFull::drop_oldest, since the start

    std::uint64_t records() const noexcept { return memory_records + overflow_records; }
    std::uint64_t bytes() const noexcept { return memory_bytes + overflow_bytes; }
    /// Fullness of the memory queue, truncated; 100 for a capacity of 0.
    unsigned percent() const noexcept
    {
        return capacity == 0 ? 100U
                             : static_cast<unsigned>(static_cast<double>(memory_bytes) * 100.0 /
                                                     static_cast<double>(capacity));
    }
    QueueUsage& operator+=(const QueueUsage& other) noexcept
    {
        memory_records += other.memory_records;
        memory_bytes += other.memory_bytes;
        overflow_records += other.overflow_records;
        overflow_bytes += other.overflow_bytes;
        capacity += other.capacity;
        dropped_records += other.dropped_records;
        return *this;
    }
};

/// Whole records lent out, in wire layout, in at most two pieces. Empty when there was nothing.
/// The bytes stay where they are, unchanged, until the ticket is given back.
struct LeasedRun {
    std::array<Bytes, 2> spans{};
    std::uint32_t records = 0;
    std::uint64_t ticket = 0;

    std::size_t size() const noexcept { return spans[0].size() + spans[1].size(); }
};

/// One queue: a channel without subscribers, or one subscriber's. The framework calls under the
/// channel's lock: one caller at a time, from any thread. Nothing here may call back.
class DMQ_EXPORT IStorageEngine {
public:
    virtual ~IStorageEngine() = default;

    /// Appends a copy of a record, which is not empty.
    virtual PushStatus push(Bytes record) noexcept = 0;
    /// Appends copies of whole, non-empty records, in order; those that do not fit are refused.
    virtual RunResult push_run(RecordRun run) noexcept = 0;
    /// Lends the oldest records that are not lent: at least one if there is one, more while their
    /// wire size stays within `max_bytes`. Records put back come before all others.
    virtual LeasedRun lease(std::size_t max_bytes) noexcept = 0;
    /// Whether lease() would find a record.
    virtual bool available() const noexcept = 0;
    /// The records of the ticket are delivered; the queue forgets them. Tickets end in any order.
    /// Returns what was delivered: nothing if the queue was cleared in between.
    virtual Delivered release(std::uint64_t ticket) noexcept = 0;
    /// release() of several; returns the sum.
    virtual Delivered release_all(std::span<const std::uint64_t> tickets) noexcept
    {
        Delivered delivered;
        for (const std::uint64_t ticket : tickets)
            delivered += release(ticket);
        return delivered;
    }
    /// The ticket's records from byte `from` (a record's start) on return to the head of the queue,
    /// before all newer ones; those in front of `from` are delivered.
    virtual Delivered put_back(std::uint64_t ticket, std::size_t from) noexcept = 0;
    /// Forgets all records. The bytes of open tickets stay readable until given back.
    virtual void clear() noexcept = 0;
    /// clear() for good, the channel was removed: nothing of this queue is saved any more, and its
    /// storage name may be opened anew while open tickets still keep this object alive.
    virtual void retire() noexcept = 0;
    /// The queue is saved under another storage name from now on (node-behaviour §9.3).
    virtual void rename(std::string_view storage_name) = 0;
    virtual QueueUsage usage() const noexcept = 0;
};

/// What becomes of a push when neither memory nor disk may take more.
enum class WhenFull : std::uint8_t {
    reject, // the push is refused: PushStatus::full
    drop_oldest, // the oldest records that are not lent make room, and are counted
};

inline constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

/// What a queue may leave on the disk beyond its memory.
struct OverflowLimit {
    std::uint64_t max_bytes = unlimited; // 0: nothing
    WhenFull when_full = WhenFull::reject;
};

/// How far a load or save is that takes long.
struct StorageProgress {
    std::string_view what; // "loading" or "saving"
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t total_bytes = 0;
};

/// What a storage plugin is told when the node opens it. The functions may be empty.
struct StorageSettings {
    std::string data_dir; // exists and is writable
    std::uint32_t write_index_ms = 60000; // period of IStorageChannels::commit
    std::uint64_t max_overflow_bytes = unlimited; // on the disk, of all queues; 0: nothing
    /// For each queue of the channel. Any thread.
    std::function<OverflowLimit(std::string_view channel)> overflow_limit;
    /// Called about every `progress_interval` while records are loaded or saved, on the thread that
    /// does it.
    std::function<void(const StorageProgress&)> progress;
    std::chrono::milliseconds progress_interval{1000};
    std::map<std::string, std::string> options; // [Plugin.<storage name>] of the configuration
};

/// All queues of one node. A storage name is `<channel>`, `@<channel>` or `<subscriber>@<channel>`.
class DMQ_EXPORT IStorageChannels {
public:
    virtual ~IStorageChannels() = default;

    /// Calls `visit` with the storage name of every queue that holds records from before. Changes
    /// nothing in the data directory. Throws std::runtime_error with file and reason. Once, first.
    virtual void restore(const std::function<void(std::string_view storage_name)>& visit) = 0;
    /// Opens a queue of `capacity` bytes; one that `restore` has visited holds its records. Never
    /// two open queues of one name. Throws std::exception. Several threads, different names.
    virtual std::unique_ptr<IStorageEngine> open(std::string_view storage_name,
                                                 std::uint64_t capacity) = 0;
    /// The node serves: what was restored may be deleted from the disk now, not before.
    virtual void started() noexcept = 0;
    /// Every write_index_ms, off the event loops, never concurrently with itself.
    virtual void commit() noexcept = 0;
    /// Saves all records of all queues that are still open. No push or lease runs any more. One
    /// failure does not stop the others; returns whether everything was saved; failures are in the
    /// log.
    virtual bool shutdown() noexcept = 0;
};

/// Makes the one object of the node; throws std::exception with what is wrong.
using StorageFactory = std::unique_ptr<IStorageChannels> (*)(const StorageSettings&);

} // namespace dmq
