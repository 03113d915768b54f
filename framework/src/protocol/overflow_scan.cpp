// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/overflow_scan.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace dmq::overflow {
namespace {

constexpr std::size_t window_size = 1 << 20;

/// Headers anywhere in a file of which a piece is in memory.
class Headers {
public:
    Headers(std::uint64_t file_size, const ReadAt& read)
        : size_(file_size), read_(read), window_(std::min<std::uint64_t>(window_size, file_size))
    {
    }

    /// A header that a record of this file may have; nullopt otherwise.
    std::optional<RecordHeader> at(std::uint64_t position)
    {
        if (!hold(position))
            return std::nullopt;
        const auto header = decode(bytes(position));
        if (!header || header->length > size_ - position - header_size)
            return std::nullopt;
        // an area of zeros has the parity of a spare record without payload
        const bool spare = header->channel == 0;
        if (spare && (header->next != 0 || (header->length == 0 && position != first_record)))
            return std::nullopt;
        return header;
    }

    /// Whether a record begins here for sure: nothing points here.
    bool certain(std::uint64_t position)
    {
        const auto header = at(position);
        if (!header || header->channel == 0 || !padding_is_zero(bytes(position)))
            return false;
        if (header->next != 0 && header->next < header->size())
            return false;
        const std::uint64_t end = position + header->size();
        return end == size_ || at(end).has_value();
    }

    std::string why_not(std::uint64_t position)
    {
        if (!hold(position))
            return "a header is incomplete";
        const auto header = decode(bytes(position));
        if (!header)
            return "a header with wrong parity";
        if (header->channel == 0)
            return "a header without channel";
        return "a record of " + std::to_string(header->length) +
            " bytes reaches beyond the end of the file";
    }

private:
    /// Whether the file has a header's bytes there; they are in memory then.
    bool hold(std::uint64_t position)
    {
        if (position > size_ || size_ - position < header_size)
            return false;
        if (position < begin_ || position + header_size > begin_ + filled_) {
            filled_ = read_(position, window_);
            begin_ = position;
        }
        return filled_ >= header_size;
    }
    std::span<const std::byte, header_size> bytes(std::uint64_t position) const noexcept
    {
        return std::span<const std::byte, header_size>(window_.data() + (position - begin_),
                                                       header_size);
    }

    std::uint64_t size_;
    const ReadAt& read_;
    std::vector<std::byte> window_;
    std::uint64_t begin_ = 0;
    std::uint64_t filled_ = 0;
};

std::uint64_t next_certain(Headers& headers, std::uint64_t position, std::uint64_t file_size)
{
    while (position < file_size && !headers.certain(position))
        ++position;
    return position;
}

} // namespace

void scan(std::uint64_t begin, std::uint64_t file_size, const ReadAt& read, IScanVisitor& visitor)
{
    Headers headers(file_size, read);
    for (std::uint64_t position = begin; position < file_size;) {
        if (const auto header = headers.at(position)) {
            if (header->channel != 0)
                visitor.record(position, *header);
            position += header->size();
            continue;
        }
        std::string why = headers.why_not(position);
        const std::uint64_t end = next_certain(headers, position + 1, file_size);
        visitor.unreadable({position, end, std::move(why)});
        position = end;
    }
}

bool ChainBuilder::counts(std::uint64_t position, std::uint32_t channel) const noexcept
{
    const auto begin = begins_.find(channel);
    if (begin != begins_.end())
        return position >= begin->second;
    return channel > void_up_to_ && position >= others_begin_;
}

void ChainBuilder::record(std::uint64_t position, const RecordHeader& header)
{
    highest_ = std::max(highest_, header.channel);
    if (!counts(position, header.channel))
        return;
    Chain& chain = chains_[header.channel];
    if (chain.records == 0) {
        chain.first = position;
        chain.first_length = header.length;
    } else {
        link(header.channel, chain.last, position - chain.last);
    }
    chain.last = position;
    chain.last_length = header.length;
    last_next_[header.channel] = header.next;
    ++chain.records;
    chain.bytes += header.length;
}

/// The last record of the channel so far is at `position`; its `next` has to be this.
void ChainBuilder::link(std::uint32_t channel, std::uint64_t position, std::uint64_t next)
{
    const std::uint64_t found = last_next_[channel];
    if (found != next)
        bad_links_.push_back({position, {channel, next, chains_[channel].last_length}, found});
}

std::vector<BadLink> ChainBuilder::bad_links()
{
    for (const auto& [channel, chain] : chains_)
        link(channel, chain.last, 0);
    return std::move(bad_links_);
}

} // namespace dmq::overflow
