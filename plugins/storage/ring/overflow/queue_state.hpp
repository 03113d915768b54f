// SPDX-License-Identifier: BSL-1.0
// What the overflow knows of one queue.
#pragma once

#include <dmq/plugin/storage.hpp>
#include <dmq/protocol/overflow_scan.hpp>

#include <cstdint>
#include <deque>
#include <string>

namespace dmq::ring {

/// Records that were read back into memory and are not all delivered: until then they stay in the
/// file, and come back after a crash.
struct ReadBatch {
    std::uint64_t ring_end = 0; // offset in the ring behind the last of them
    std::uint64_t first = 0; // position in the file
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
};

/// Written by the queue's own thread with the overflow's lock; read by that thread without, by
/// others with it.
struct QueueState {
    std::string name;
    std::uint32_t channel = 0; // 0: has none yet
    std::uint64_t generation = 0; // of the data file; with another one `channel` is void
    /// Records in the file that are not in memory. `last`: also while there are only batches.
    overflow::Chain unread;
    std::deque<ReadBatch> batches; // in front of `unread`, the oldest first
    OverflowLimit limit;

    /// Records that the file has to keep.
    std::uint64_t kept_records() const noexcept
    {
        std::uint64_t records = unread.records;
        for (const ReadBatch& batch : batches)
            records += batch.records;
        return records;
    }
    std::uint64_t kept_bytes() const noexcept
    {
        std::uint64_t bytes = unread.bytes;
        for (const ReadBatch& batch : batches)
            bytes += batch.bytes;
        return bytes;
    }
    /// Position of the oldest record that the file has to keep. There must be one.
    std::uint64_t kept_first() const noexcept
    {
        return batches.empty() ? unread.first : batches.front().first;
    }
};

/// Bytes in the file for these records.
constexpr std::uint64_t footprint(std::uint64_t records, std::uint64_t bytes) noexcept
{
    return bytes + records * overflow::header_size;
}

} // namespace dmq::ring
