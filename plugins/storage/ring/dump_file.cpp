// SPDX-License-Identifier: BSL-1.0
// Reading and writing dump files.
#include "dump_file.hpp"

#include "dump_scan.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <utility>
#include <vector>

namespace dmq::ring {

namespace {

constexpr std::size_t count_size = sizeof(std::uint32_t);

/// Finds whole records at the start of `data` and closes the gaps that empty ones leave.
class RecordWalk {
public:
    explicit RecordWalk(std::span<std::byte> data) noexcept : data_(data) { }

    void run() noexcept
    {
        while (seen_ < std::numeric_limits<std::uint32_t>::max() && step()) { }
    }
    std::uint64_t at() const noexcept { return at_; }
    std::uint64_t seen() const noexcept { return seen_; }
    RunLength kept() const noexcept { return kept_; }

private:
    bool step() noexcept
    {
        const std::uint64_t left = data_.size() - at_;
        if (left < record_header)
            return false;
        const auto length = load<std::uint64_t>(data_.data() + at_);
        if (length > left - record_header)
            return false;
        if (length != 0)
            keep(record_header + length);
        at_ += record_header + length;
        ++seen_;
        return true;
    }
    void keep(std::uint64_t size) noexcept
    {
        if (kept_.size != at_)
            std::memmove(data_.data() + kept_.size, data_.data() + at_, size);
        kept_.size += size;
        ++kept_.records;
    }

    std::span<std::byte> data_;
    std::uint64_t at_ = 0;
    std::uint64_t seen_ = 0;
    RunLength kept_;
};

std::string number(std::uint64_t n) { return std::to_string(n); }

} // namespace

DumpReader::DumpReader(IFileOps& ops, std::string path)
    : file_(ops, std::move(path), O_RDONLY), file_size_(file_.size())
{
    std::array<std::byte, dump_header> header;
    if (file_.read(header) < dump_header)
        return;
    announced_records_ = load<std::uint32_t>(header.data());
    announced_size_ = load<std::uint64_t>(header.data() + count_size);
    size_ = std::min(announced_size_, std::max(file_size_, dump_header) - dump_header);
}

DumpContent DumpReader::read(std::span<std::byte> into)
{
    return check(into.first(file_.read(into.first(size_))));
}

DumpContent DumpReader::check(std::span<std::byte> data) const
{
    DumpContent content;
    const auto damaged = [&](std::uint64_t offset, std::string what) {
        content.damage = DumpDamage{offset, std::move(what)};
        return content;
    };
    if (!announced_records_)
        return damaged(file_size_, "the header of 12 bytes is incomplete");
    RecordWalk walk(data);
    walk.run();
    content.records = walk.kept();
    content.empty_records = walk.seen() - walk.kept().records;
    const std::uint64_t offset = dump_header + walk.at();
    if (data.size() < announced_size_)
        return damaged(offset,
                       "the file ends after " + number(data.size()) + " of " +
                           number(announced_size_) + " bytes of records");
    if (walk.at() != data.size())
        return damaged(offset, "a record reaches beyond the end of the records");
    if (walk.seen() != *announced_records_)
        return damaged(0,
                       "the header announces " + number(*announced_records_) + " records, but " +
                           number(walk.seen()) + " follow");
    content.trailing = file_size_ - dump_header - announced_size_;
    return content;
}

void write_dump(IFileOps& ops, const std::string& data_dir, std::string_view storage_name,
                std::uint32_t records, std::span<const Bytes> pieces)
{
    std::array<std::byte, dump_header> header;
    std::vector<iovec> all{{header.data(), header.size()}};
    std::uint64_t size = 0;
    for (const Bytes piece : pieces) {
        all.push_back({const_cast<std::byte*>(piece.data()), piece.size()});
        size += piece.size();
    }
    store(header.data(), records);
    store(header.data() + count_size, size);

    const std::string path = dump_path(data_dir, storage_name);
    const std::string temporary = dump_path(data_dir, "." + std::string(storage_name)) + ".tmp";
    try {
        {
            const File file(ops, temporary, O_WRONLY | O_CREAT | O_TRUNC);
            file.write(all);
            file.sync();
        }
        if (ops.rename(temporary, path) != 0)
            throw_errno("rename", temporary + " to " + path);
    } catch (...) {
        ops.unlink(temporary);
        throw;
    }
}

} // namespace dmq::ring
