// SPDX-License-Identifier: BSL-1.0
#include "chain_reader.hpp"

#include <algorithm>

namespace dmq::ring {

namespace {

constexpr std::uint64_t largest_record = std::uint64_t{1} << 32;

} // namespace

overflow::RecordHeader ChainReader::header(std::uint64_t position)
{
    const auto raw = bytes(position, overflow::header_size);
    const auto header = overflow::decode(raw.first<overflow::header_size>());
    if (!header)
        throw BadRecord("its header has wrong parity");
    if (header->channel != channel_)
        throw BadRecord("its header is that of channel number " + std::to_string(header->channel) +
                        ", not " + std::to_string(channel_));
    if (header->length > largest_record || (header->next != 0 && header->next < header->size()))
        throw BadRecord("its header is impossible");
    return *header;
}

ChainReader::Record ChainReader::record(std::uint64_t position)
{
    const overflow::RecordHeader head = header(position);
    return {head, bytes(position, head.size()).subspan(overflow::header_size)};
}

Bytes ChainReader::bytes(std::uint64_t position, std::size_t size)
{
    if (position < begin_ || position + size > begin_ + filled_) {
        buffer_.resize(std::max(size, ahead_));
        filled_ = overflow_.read(position, buffer_);
        begin_ = position;
    }
    if (filled_ < size)
        throw BadRecord("it reaches beyond the end of the file");
    return Bytes(buffer_).subspan(position - begin_, size);
}

} // namespace dmq::ring
