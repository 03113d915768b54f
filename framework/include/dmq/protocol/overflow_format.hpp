// SPDX-License-Identifier: BSL-1.0
// Disk overflow (node-behaviour §8): headers of `overflow.dat`, lines of `ofchannels.csv`, and the
// index of our own beside them. Bytes and text only; who reads them is elsewhere.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::overflow {

inline constexpr std::string_view data_file = "overflow.dat";
inline constexpr std::string_view index_file = "ofchannels.csv";
/// Our own index; the original ignores names with a leading dot.
inline constexpr std::string_view own_index_file = ".overflow-index";

inline constexpr std::string_view file_id = "QDSKOF01"; // §8.2
inline constexpr std::uint64_t first_record = 8; // position
inline constexpr std::size_t header_size = 32;

/// In front of each record in the data file. Channel 0: a spare record, no one's.
struct RecordHeader {
    std::uint32_t channel = 0;
    std::uint64_t next = 0; // bytes to the channel's next record; 0: none so far
    std::uint64_t length = 0; // of the payload

    bool operator==(const RecordHeader&) const = default;
    /// Of header and payload; at most 2^63 if the length is one that decode() accepts.
    std::uint64_t size() const noexcept { return header_size + length; }
};

using HeaderBytes = std::array<std::byte, header_size>;

/// With parity; padding is 0.
DMQ_EXPORT HeaderBytes encode(const RecordHeader& header) noexcept;
/// nullopt if the parity is wrong or the length absurd. Padding is not looked at.
DMQ_EXPORT std::optional<RecordHeader> decode(
    std::span<const std::byte, header_size> bytes) noexcept;
/// Whether all padding is 0, as every known writer leaves it.
DMQ_EXPORT bool padding_is_zero(std::span<const std::byte, header_size> bytes) noexcept;

/// The start of a data file whose head was cut off: file id and a spare record up to the first
/// record that is left (§8.7). The spare's payload begins with `cut`: the bytes cut off so far.
inline constexpr std::size_t preface_size = 56;
DMQ_EXPORT std::array<std::byte, preface_size> encode_preface(std::uint64_t spare_length,
                                                              std::uint64_t cut) noexcept;
/// `cut` of such a start; 0 if it is none of ours.
DMQ_EXPORT std::uint64_t decode_cut(Bytes start) noexcept;

/// A line of `ofchannels.csv` (§8.5). Positions are those in the file.
struct IndexLine {
    std::string storage_name;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0; // of payload
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    bool operator==(const IndexLine&) const = default;
};

/// Line number (from 1) and what is wrong with it.
struct BadLine {
    std::size_t number = 0;
    std::string what;
};

struct Index {
    std::vector<IndexLine> lines;
    std::vector<BadLine> bad;
};

DMQ_EXPORT std::string format(const IndexLine& line);
/// Checks each line by itself and that names and positions are unique (§8.5).
DMQ_EXPORT Index parse_index(std::string_view text);

/// A line of our own index: what a channel number stands for, and where its records begin. Number
/// 0, without name: records of numbers that have no line count from `first` on only.
/// Positions are those of a file whose head was never cut off.
struct OwnLine {
    std::uint32_t channel = 0;
    std::string storage_name; // empty: the records are forgotten
    std::uint64_t first = 0; // what lies before is delivered
    std::uint64_t first_if_dumped = 0; // the same if there is a dump of this name

    bool operator==(const OwnLine&) const = default;
};

struct OwnIndex {
    std::vector<OwnLine> lines; // the last of each channel, by channel
    std::vector<BadLine> bad;
};

/// First line of the file, with its line break.
inline constexpr std::string_view own_index_title = "dmqnode overflow index 1\n";
DMQ_EXPORT std::string format(const OwnLine& line);
/// A line that is incomplete at the end of the text is left out: it was being written.
DMQ_EXPORT OwnIndex parse_own_index(std::string_view text);

} // namespace dmq::overflow
