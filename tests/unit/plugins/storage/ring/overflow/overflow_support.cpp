// SPDX-License-Identifier: BSL-1.0
// The original's reader, written from its description.
#include "overflow_support.hpp"

#include <dmq/protocol/dump_format.hpp>

namespace dmq::ring::test {

namespace {

using overflow::RecordHeader;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

RecordHeader header_at(const std::string& data, std::uint64_t position)
{
    if (position < overflow::first_record || position + overflow::header_size > data.size())
        fail("no header at " + std::to_string(position));
    const auto header = overflow::decode(
        bytes_of(data).subspan(position).first<overflow::header_size>());
    if (!header)
        fail("wrong parity at " + std::to_string(position));
    if (header->channel == 0)
        fail("no channel at " + std::to_string(position));
    if (position + header->size() > data.size())
        fail("the record at " + std::to_string(position) + " reaches beyond the end");
    return *header;
}

Payloads chain(const std::string& data, const overflow::IndexLine& line)
{
    Payloads records;
    const std::uint32_t channel = header_at(data, line.first).channel;
    std::uint64_t bytes = 0;
    for (std::uint64_t position = line.first;;) {
        const RecordHeader header = header_at(data, position);
        if (header.channel != channel)
            fail("another channel at " + std::to_string(position));
        records.push_back(data.substr(position + overflow::header_size, header.length));
        bytes += header.length;
        if (position == line.last) {
            if (header.next != 0)
                fail("the last record of " + line.storage_name + " has a successor");
            break;
        }
        if (header.next == 0)
            fail("the chain of " + line.storage_name + " ends early");
        position += header.next;
        if (position > line.last)
            fail("the chain of " + line.storage_name + " misses its last record");
    }
    if (records.size() != line.records || bytes != line.bytes)
        fail("wrong counts of " + line.storage_name);
    return records;
}

} // namespace

Stored read_overflow(const std::string& data, const std::string& index)
{
    const overflow::Index parsed = overflow::parse_index(index);
    if (!parsed.bad.empty())
        fail("index: " + parsed.bad[0].what);
    if (data.empty() && !parsed.lines.empty())
        fail("an index without data");
    if (!data.empty() && !data.starts_with(overflow::file_id))
        fail("wrong file id");
    Stored stored;
    std::set<std::uint32_t> channels;
    for (const auto& line : parsed.lines) {
        stored[line.storage_name] = chain(data, line);
        if (!channels.insert(header_at(data, line.first).channel).second)
            fail("a channel number comes twice");
    }
    return stored;
}

Stored read_like_the_original(const TempDir& dir)
{
    const auto files = dir.files();
    const auto content = [&files](const char* name) {
        const auto found = files.find(name);
        return found == files.end() ? std::string() : found->second;
    };
    Stored stored;
    for (const auto& [name, bytes] : files) {
        if (name.starts_with('.') || !name.ends_with(".rq"))
            continue;
        const auto header = decode_dump_header(bytes_of(bytes));
        const auto records = bytes_of(bytes).subspan(std::min(bytes.size(), dump_header_size));
        if (check_dump(header, records, bytes.size()).damage)
            fail(name + " is damaged");
        for (const Bytes record : Records(records))
            stored[name.substr(0, name.size() - 3)].emplace_back(text_of(record));
    }
    for (auto& [name, records] : read_overflow(content("overflow.dat"), content("ofchannels.csv")))
        stored[name].insert(stored[name].end(), records.begin(), records.end());
    return stored;
}

} // namespace dmq::ring::test
