// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/dump_format.hpp>

#include <limits>
#include <utility>

namespace dmq {
namespace {

constexpr std::size_t count_size = sizeof(std::uint32_t);

/// Adds whole records to `content` as far as there are any.
void walk(Bytes records, DumpContent& content) noexcept
{
    while (content.records < std::numeric_limits<std::uint32_t>::max()) {
        const std::uint64_t left = records.size() - content.size;
        if (left < record_header)
            return;
        const auto length = load<std::uint64_t>(records.data() + content.size);
        if (length > left - record_header)
            return;
        content.size += record_header + length;
        ++content.records;
        content.empty_records += length == 0 ? 1 : 0;
    }
}

std::string number(std::uint64_t n) { return std::to_string(n); }

} // namespace

std::array<std::byte, dump_header_size> encode(const DumpHeader& header) noexcept
{
    std::array<std::byte, dump_header_size> bytes;
    store(bytes.data(), header.records);
    store(bytes.data() + count_size, header.size);
    return bytes;
}

std::optional<DumpHeader> decode_dump_header(Bytes bytes) noexcept
{
    if (bytes.size() < dump_header_size)
        return std::nullopt;
    return DumpHeader{load<std::uint32_t>(bytes.data()),
                      load<std::uint64_t>(bytes.data() + count_size)};
}

DumpContent check_dump(const std::optional<DumpHeader>& header, Bytes records,
                       std::uint64_t file_size)
{
    DumpContent content;
    const auto damaged = [&](std::uint64_t offset, std::string what) {
        content.damage = DumpDamage{offset, std::move(what)};
        return content;
    };
    if (!header)
        return damaged(file_size, "the header of 12 bytes is incomplete");
    walk(records, content);
    const std::uint64_t offset = dump_header_size + content.size;
    if (records.size() < header->size)
        return damaged(offset,
                       "the file ends after " + number(records.size()) + " of " +
                           number(header->size) + " bytes of records");
    if (content.size != records.size())
        return damaged(offset, "a record reaches beyond the end of the records");
    if (content.records != header->records)
        return damaged(0,
                       "the header announces " + number(header->records) + " records, but " +
                           number(content.records) + " follow");
    content.trailing = file_size - dump_header_size - header->size;
    return content;
}

} // namespace dmq
