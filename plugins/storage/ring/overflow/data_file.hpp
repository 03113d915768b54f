// SPDX-License-Identifier: BSL-1.0
// overflow.dat while it is open. Positions everywhere are those of a file whose head was never cut
// off; only here they become places in the file. Small writes can be gathered in memory.
#pragma once

#include "../file_ops.hpp"
#include "gathered_writes.hpp"

#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>

namespace dmq::ring {

/// Reads may run beside everything else. One thread at a time writes, cuts, truncates. All methods
/// throw std::system_error.
class DataFile {
public:
    enum class Open : std::uint8_t { existing, create };
    DataFile(IFileOps& ops, const std::string& data_dir, Open how);

    /// Position behind the last byte that belongs to a record; 0 if there is none at all.
    std::uint64_t end() const noexcept { return end_; }
    void set_end(std::uint64_t end) noexcept { end_ = end; }
    /// Bytes cut off the head so far: a position minus this is the place in the file.
    std::uint64_t cut() const noexcept { return cut_; }
    const std::string& path() const noexcept { return file_.path(); }

    /// Fills `into` as far as the file goes; returns how far.
    std::size_t read(std::uint64_t position, std::span<std::byte> into) const;
    /// When a write becomes one of the file: `later` is at flush() or before, and only if room on
    /// the disk is reserved for it. The order of writes is kept.
    enum class When : std::uint8_t { now, later };
    void write(std::uint64_t position, std::span<iovec> pieces, When when = When::now);
    void write(std::uint64_t position, Bytes bytes, When when = When::now);
    /// Writes what was gathered. After a failure it is still there, and nothing is added to it.
    void flush();
    /// Forgets what lies behind, in the file as well.
    void truncate(std::uint64_t end);
    /// Forgets everything.
    void reset();
    /// Makes everything durable. Any thread.
    void sync();

    /// How many bytes a cut in front of the record at `live` would free; 0: not worth it.
    std::uint64_t removable(std::uint64_t live) const noexcept;
    /// Prepares cut_head(): writes what will be the new start of the file, in an area that holds no
    /// record any more. To be synced before the cut.
    void write_new_start(std::uint64_t live);
    /// Cuts the head off (node-behaviour §8.7). Where the file system cannot do that, the space is
    /// given back at least, and the file keeps its length.
    void cut_head(std::uint64_t live);

private:
    bool gather(std::uint64_t position, std::span<const iovec> pieces, std::size_t size);
    bool reserve(std::uint64_t end) noexcept;
    void flush_gathered();
    void punch(std::uint64_t live);

    File file_;
    std::uint64_t end_ = 0;
    mutable std::mutex write_mutex_; // held while something is written; taken before layout_
    GatheredWrites gathered_;
    bool flush_failed_ = false;
    bool reserves_ = true; // the file system can
    std::uint64_t reserved_ = 0; // position up to which there is room on the disk
    std::uint64_t cut_ = 0;
    std::uint64_t punched_ = 0; // position up to which there are no blocks
    bool collapses_ = true;
    mutable std::shared_mutex layout_; // held exclusively while places in the file change
};

} // namespace dmq::ring
