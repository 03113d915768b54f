// SPDX-License-Identifier: BSL-1.0
// The disk overflow of a node (node-behaviour §8): one data file for all queues, and its indices.
#pragma once

#include "../progress.hpp"
#include "../trouble.hpp"
#include "data_file.hpp"
#include "own_index.hpp"
#include "queue_state.hpp"
#include "recovery.hpp"

#include <dmq/plugin/deferred.hpp>
#include <dmq/plugin/storage.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring {

/// Thread-safe. A queue that has nothing on the disk never comes here, so its pushes wait for
/// nobody. Whatever the disk does, the node lives: failures are counted, and logged once a minute.
class Overflow final : private IDeferredWork {
public:
    /// `ops` outlives this object. Opens nothing.
    Overflow(const StorageSettings& settings, IFileOps& ops, Progress& progress);
    Overflow(const Overflow&) = delete;
    Overflow& operator=(const Overflow&) = delete;
    ~Overflow() { forget_deferred(*this); }

    /// Looks for records of the last run; changes nothing. Once, before all else. `dumped` as in
    /// find_overflow(). Returns the names of the queues that have any. Throws std::system_error.
    std::vector<std::string> find(const std::function<bool(std::string_view name)>& dumped);
    /// The node serves: repairs what the last run left, if need be.
    void started() noexcept;
    /// Whether it does: until then the dumps of the last run are still there.
    bool serving() const noexcept { return serving_; }

    /// A queue begins to use the overflow, with what find() found for it; until leave(). `queue`
    /// stays where it is, with its name set.
    void join(QueueState& queue);
    /// The queue is not used any more. What it has on the disk, without forget(), stays there for
    /// another one of its name. Twice is as good as once.
    void leave(QueueState& queue) noexcept;
    /// The names of the queues that have joined, sorted.
    std::vector<std::string> names() const;

    /// Appends records as far as the limits allow, with one write, or with that of other records
    /// before any answer leaves (defer_until_answers). `result` says how many; if they are not all,
    /// the status says why. All or nothing of what the limits allow is stored.
    PushStatus append(QueueState& queue, RecordRun run, RunResult& result) noexcept;
    /// Bytes of records that may still be appended.
    std::uint64_t room(const QueueState& queue) const noexcept;
    /// Reads `into` from a position, as far as the file goes. Throws std::system_error.
    std::size_t read(std::uint64_t position, std::span<std::byte> into) const;
    /// Whether the links of the records can be followed; tries to make it so.
    bool readable() noexcept;
    /// The first records of `unread`, if any, are in memory now: `rest` is what is left.
    void took(QueueState& queue, const ReadBatch& batch, const overflow::Chain& rest) noexcept;
    /// The last batch was not taken into memory after all.
    void untake(QueueState& queue, std::uint64_t first_length) noexcept;
    /// The records of all batches that end at or before this offset of the ring are delivered.
    void delivered(QueueState& queue, std::uint64_t ring_offset) noexcept;
    /// The record at `position`, the first unread one, cannot be read: goes on behind the damage.
    /// Returns the number of records lost. Throws std::system_error.
    std::uint64_t skip_damage(QueueState& queue, std::uint64_t position, const std::string& why);
    /// The unread records of the queue do not count for the moment; returns them.
    overflow::Chain detach(QueueState& queue) noexcept;
    /// These are the unread records; what was appended since detach() is void.
    void attach(QueueState& queue, const overflow::Chain& chain) noexcept;
    /// All records of the queue are void.
    void forget(QueueState& queue) noexcept;
    void rename(QueueState& queue, std::string name);

    /// Makes durable what there is (§8.8): data synced, indices replaced, head cut off. Holds no
    /// lock while it waits for the disk. One thread at a time.
    void commit() noexcept;
    /// Before queues are dumped: from now on a dump counts as delivery of what is in memory.
    void prepare_shutdown();
    /// After the dumps; `dumped`: the queue's memory is saved. Leaves files that the original
    /// reads, or none if there are no records. Nothing is stored afterwards. Throws
    /// std::system_error.
    void shutdown(const std::function<bool(const QueueState&)>& dumped);

private:
    struct Snapshot;
    enum class Phase : std::uint8_t { found, active, closed };

    void settle() noexcept override;

    RecordRun within_limits(const QueueState& queue, RecordRun run) const noexcept;
    std::uint64_t room_locked(const QueueState& queue) const noexcept;
    PushStatus failed(const std::system_error& error, std::uint32_t refused) noexcept;
    void write(QueueState& queue, RecordRun run);
    void gather(QueueState& queue, RecordRun run);
    void flush(std::uint64_t& at, Bytes large);
    void roll_back(std::uint64_t end) noexcept;
    void unlink_last(const QueueState& queue) noexcept;
    void name(QueueState& queue);
    void activate();
    void repair();
    void repair_region(const overflow::Unreadable& region);
    void set_unread(QueueState& queue, const overflow::Chain& chain) noexcept;
    void reset_if_empty() noexcept;
    void changed() noexcept { ++changes_; }

    void keep_aside(const overflow::Unreadable& region);
    overflow::OwnLine own_line(const QueueState& queue) const;
    std::vector<overflow::OwnLine> own_lines() const;
    Snapshot snapshot() const;
    std::optional<Snapshot> begin_commit();
    bool replace_own_index(const Snapshot& snapshot);
    void replace_index(const Snapshot& snapshot);
    void cut_head(Snapshot& snapshot);
    void end_commit(const Snapshot& snapshot);
    bool still(const Snapshot& snapshot) const noexcept;
    void remove_files();
    std::string path(std::string_view file) const { return data_dir_ + '/' + std::string(file); }

    IFileOps& ops_;
    Progress& progress_;
    const std::string data_dir_;
    const std::uint64_t max_bytes_;
    const std::function<OverflowLimit(std::string_view)> limit_;

    std::atomic<bool> serving_{false};
    mutable std::mutex mutex_; // guards what follows, and the states of the queues
    Phase phase_ = Phase::found;
    bool stopping_ = false;
    FoundOverflow found_;
    std::optional<DataFile> data_; // stays open; read() uses it without the lock
    OwnIndexFile own_index_;
    std::set<QueueState*> queues_;
    std::uint64_t unread_footprint_ = 0; // of all queues
    std::uint64_t kept_records_ = 0; // that the file has to keep, of all queues
    std::uint32_t highest_channel_ = 0;
    std::uint64_t generation_ = 1; // changes when the data file is emptied
    bool index_written_ = false; // ofchannels.csv is not empty
    std::uint64_t changes_ = 0;
    std::uint64_t committed_changes_ = 0;
    std::vector<std::byte> buffer_; // what is to be written
    DataFile::When when_ = DataFile::When::now; // it is
    Trouble write_trouble_;
    Trouble commit_trouble_;
};

} // namespace dmq::ring
