// SPDX-License-Identifier: BSL-1.0
#include "dump_file.hpp"

#include "dump_scan.hpp"
#include "memory_toucher.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <utility>
#include <vector>

namespace dmq::ring {

namespace {

/// Closes the gaps that empty records leave.
void leave_out_empty_records(std::span<std::byte> data, DumpContent& content) noexcept
{
    std::uint64_t kept = 0;
    for (std::uint64_t at = 0; at < content.size;) {
        const std::uint64_t size = record_header + load<std::uint64_t>(data.data() + at);
        if (size != record_header) {
            std::memmove(data.data() + kept, data.data() + at, size);
            kept += size;
        }
        at += size;
    }
    content.size = kept;
    content.records -= content.empty_records;
}

} // namespace

DumpReader::DumpReader(IFileOps& ops, std::string path)
    : file_(ops, std::move(path), O_RDONLY), file_size_(file_.size())
{
    std::array<std::byte, dump_header_size> header;
    header_ = decode_dump_header(Bytes(header).first(file_.read(header)));
    if (header_)
        size_ = std::min(header_->size,
                         std::max<std::uint64_t>(file_size_, dump_header_size) - dump_header_size);
}

DumpContent DumpReader::read(std::span<std::byte> into, const Told& told)
{
    const auto data = into.first(read_bytes(into.first(size_), told));
    DumpContent content = check_dump(header_, data, file_size_);
    if (content.empty_records != 0)
        leave_out_empty_records(data, content);
    return content;
}

std::size_t DumpReader::read_bytes(std::span<std::byte> into, const Told& told) const
{
    const MemoryToucher ahead(into);
    return file_.read(into, told);
}

void write_dump(IFileOps& ops, const std::string& data_dir, std::string_view storage_name,
                std::uint32_t records, std::span<const Bytes> pieces, const Told& told)
{
    DumpHeader header{records, 0};
    std::vector<iovec> all(1);
    for (const Bytes piece : pieces) {
        all.push_back(piece_of(piece));
        header.size += piece.size();
    }
    auto header_bytes = encode(header);
    all[0] = {header_bytes.data(), header_bytes.size()};
    replace_file(ops, dump_path(data_dir, storage_name),
                 dump_path(data_dir, "." + std::string(storage_name)) + ".tmp", all, told);
}

} // namespace dmq::ring
