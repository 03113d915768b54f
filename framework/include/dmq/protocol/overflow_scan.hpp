// SPDX-License-Identifier: BSL-1.0
// Finds the records of an `overflow.dat` without believing any index, and what chains they make.
#pragma once

#include <dmq/protocol/overflow_format.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace dmq::overflow {

/// Fills `into` with the file's bytes from `position` as far as the file goes; returns how many.
/// What it throws ends the scan.
using ReadAt = std::function<std::size_t(std::uint64_t position, std::span<std::byte> into)>;

/// Bytes of the file that are no record. Not damage: a record that was being written at the end.
struct Unreadable {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string why;
};

/// What a scan meets, in the order of the file.
class DMQ_EXPORT IScanVisitor {
public:
    virtual ~IScanVisitor() = default;
    /// A record of a channel; spare records are passed over. `position` is that in the file.
    virtual void record(std::uint64_t position, const RecordHeader& header) = 0;
    virtual void unreadable(const Unreadable& region) = 0;
};

/// Walks the file from record to record, `begin` (a record's position, or 8) to its end. Behind a
/// bad header it looks for the next place where two good ones follow each other. Reads headers
/// only, in large pieces. Memory: one such piece.
DMQ_EXPORT void scan(std::uint64_t begin, std::uint64_t file_size, const ReadAt& read,
                     IScanVisitor& visitor);

/// The records of a channel: what they make together.
struct Chain {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0; // of payload
    std::uint64_t first = 0; // position
    std::uint64_t last = 0; // position
    std::uint64_t first_length = 0; // of payload
    std::uint64_t last_length = 0;

    bool operator==(const Chain&) const = default;
};

/// A record whose `next` should be another.
struct BadLink {
    std::uint64_t position = 0;
    RecordHeader header; // as it should be
    std::uint64_t found = 0; // its `next` as it is
};

/// Takes the records of a scan together. The order in the file is the order of a channel.
class DMQ_EXPORT ChainBuilder final : public IScanVisitor {
public:
    /// Records of this channel before this position do not count.
    void begin_at(std::uint32_t channel, std::uint64_t position) { begins_[channel] = position; }
    /// The same for all channels that are not named so.
    void begin_others_at(std::uint64_t position) noexcept { others_begin_ = position; }
    /// Channels up to this number that are not named so do not count at all.
    void void_others_up_to(std::uint32_t channel) noexcept { void_up_to_ = channel; }
    void record(std::uint64_t position, const RecordHeader& header) override;
    void unreadable(const Unreadable& region) override { unreadable_.push_back(region); }

    /// After the scan: by channel, those with records only.
    const std::map<std::uint32_t, Chain>& chains() const noexcept { return chains_; }
    const std::vector<Unreadable>& unreadable() const noexcept { return unreadable_; }
    /// Ends all chains and returns the links that are not as the order in the file has it. Once.
    std::vector<BadLink> bad_links();
    std::uint32_t highest_channel() const noexcept { return highest_; }

private:
    bool counts(std::uint64_t position, std::uint32_t channel) const noexcept;
    void link(std::uint32_t channel, std::uint64_t position, std::uint64_t next);

    std::map<std::uint32_t, std::uint64_t> begins_;
    std::uint64_t others_begin_ = 0;
    std::uint32_t void_up_to_ = 0;
    std::map<std::uint32_t, Chain> chains_;
    std::map<std::uint32_t, std::uint64_t> last_next_; // `next` of each chain's last record
    std::vector<Unreadable> unreadable_;
    std::vector<BadLink> bad_links_;
    std::uint32_t highest_ = 0;
};

} // namespace dmq::overflow
