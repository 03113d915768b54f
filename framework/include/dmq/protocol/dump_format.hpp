// SPDX-License-Identifier: BSL-1.0
// Dump files (node-behaviour §7.1): u32 number of records, u64 bytes of records, the records in
// wire layout.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace dmq {

inline constexpr std::size_t dump_header_size = 12;

struct DumpHeader {
    std::uint32_t records = 0;
    std::uint64_t size = 0; // bytes that follow
};

DMQ_EXPORT std::array<std::byte, dump_header_size> encode(const DumpHeader& header) noexcept;
/// nullopt if there are fewer bytes than a header has.
DMQ_EXPORT std::optional<DumpHeader> decode_dump_header(Bytes bytes) noexcept;

struct DumpDamage {
    std::uint64_t offset = 0; // in the file
    std::string what;
};

/// What a dump holds: the whole records in front of the first damage.
struct DumpContent {
    std::uint64_t size = 0; // bytes of these records, in wire layout
    std::uint32_t records = 0;
    /// Of these, such of length 0, which the original could store, though not deliver.
    std::uint32_t empty_records = 0;
    /// Bytes behind the announced ones; not looked at.
    std::uint64_t trailing = 0;
    std::optional<DumpDamage> damage;
};

/// Checks a dump. `header`: nullopt if it is incomplete; `records`: what follows it in the file,
/// as far as the header announces and the file goes. Reads the lengths only.
DMQ_EXPORT DumpContent check_dump(const std::optional<DumpHeader>& header, Bytes records,
                                  std::uint64_t file_size);

} // namespace dmq
