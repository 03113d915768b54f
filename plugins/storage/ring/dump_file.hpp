// SPDX-License-Identifier: BSL-1.0
// Reading and writing dump files.
#pragma once

#include "file_ops.hpp"

#include <dmq/protocol/dump_format.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dmq::ring {

/// Reads one dump, with large reads straight to where the records are to be. Believes the size of
/// the file, not that of the header.
class DumpReader {
public:
    /// Opens the file and reads the header. Throws std::system_error.
    DumpReader(IFileOps& ops, std::string path);

    /// Bytes that read() needs.
    std::uint64_t size() const noexcept { return size_; }
    /// Leaves the whole records up to the first damage at the start of `into`, which has at least
    /// size() bytes, without the empty ones: `size` and `records` are those of the others. Once.
    /// Throws std::system_error.
    DumpContent read(std::span<std::byte> into, const Told& told = {});

private:
    std::size_t read_bytes(std::span<std::byte> into, const Told& told) const;

    File file_;
    std::uint64_t file_size_ = 0;
    std::uint64_t size_ = 0;
    std::optional<DumpHeader> header_; // none: it is incomplete
};

/// Writes `<data_dir>/<storage name>.rq` by way of a temporary file; an older one is replaced only
/// when the new one is complete and durable. The directory is not synced. Throws std::system_error.
void write_dump(IFileOps& ops, const std::string& data_dir, std::string_view storage_name,
                std::uint32_t records, std::span<const Bytes> pieces, const Told& told = {});

} // namespace dmq::ring
