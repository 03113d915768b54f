// SPDX-License-Identifier: BSL-1.0
// Dump files (node-behaviour §7.1): u32 number of records, u64 bytes of records, the records.
#pragma once

#include "byte_ring.hpp"
#include "file_ops.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dmq::ring {

inline constexpr std::uint64_t dump_header = 12;

struct DumpDamage {
    std::uint64_t offset = 0; // in the file
    std::string what;
};

struct DumpContent {
    RunLength records;
    /// Records of length 0, which the original could store, though not deliver; left out.
    std::uint64_t empty_records = 0;
    /// Bytes behind the announced ones; not looked at.
    std::uint64_t trailing = 0;
    std::optional<DumpDamage> damage;
};

/// Reads one dump, with large reads straight to where the records are to be. Believes the size of
/// the file, not that of the header.
class DumpReader {
public:
    /// Opens the file and reads the header. Throws std::system_error.
    DumpReader(IFileOps& ops, std::string path);

    /// Bytes that read() needs.
    std::uint64_t size() const noexcept { return size_; }
    /// Leaves the whole records up to the first damage at the start of `into`, which has at least
    /// size() bytes. Once. Throws std::system_error.
    DumpContent read(std::span<std::byte> into);

private:
    DumpContent check(std::span<std::byte> data) const;

    File file_;
    std::uint64_t file_size_ = 0;
    std::uint64_t size_ = 0;
    std::optional<std::uint32_t> announced_records_; // none: the header is incomplete
    std::uint64_t announced_size_ = 0;
};

/// Writes `<data_dir>/<storage name>.rq` by way of a temporary file; an older one is replaced only
/// when the new one is complete and durable. The directory is not synced. Throws std::system_error.
void write_dump(IFileOps& ops, const std::string& data_dir, std::string_view storage_name,
                std::uint32_t records, std::span<const Bytes> pieces);

} // namespace dmq::ring
