// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/overflow_format.hpp>

#include <algorithm>

namespace dmq::overflow {
namespace {

constexpr std::size_t next_at = 8;
constexpr std::size_t parity_at = 16;
constexpr std::size_t length_at = 24;
constexpr std::uint64_t longest = std::uint64_t{1} << 62;

constexpr std::string_view cut_mark = "dmqn-cut";
constexpr std::size_t cut_mark_at = first_record + header_size;
constexpr std::size_t cut_at = cut_mark_at + cut_mark.size();
static_assert(cut_at + sizeof(std::uint64_t) == preface_size);

std::uint8_t fold(std::uint64_t x) noexcept
{
    x ^= x >> 32U;
    x ^= x >> 16U;
    x ^= x >> 8U;
    return static_cast<std::uint8_t>(x);
}

std::uint8_t parity_of(const RecordHeader& header) noexcept
{
    return fold(header.channel ^ header.next ^ header.length);
}

} // namespace

HeaderBytes encode(const RecordHeader& header) noexcept
{
    HeaderBytes bytes{};
    store(bytes.data(), header.channel);
    store(bytes.data() + next_at, header.next);
    store(bytes.data() + parity_at, parity_of(header));
    store(bytes.data() + length_at, header.length);
    return bytes;
}

std::optional<RecordHeader> decode(std::span<const std::byte, header_size> bytes) noexcept
{
    const RecordHeader header{load<std::uint32_t>(bytes.data()),
                              load<std::uint64_t>(bytes.data() + next_at),
                              load<std::uint64_t>(bytes.data() + length_at)};
    if (header.length > longest ||
        parity_of(header) != load<std::uint8_t>(bytes.data() + parity_at))
        return std::nullopt;
    return header;
}

bool padding_is_zero(std::span<const std::byte, header_size> bytes) noexcept
{
    const auto zero = [](std::byte b) { return b == std::byte{0}; };
    const auto first = bytes.subspan(sizeof(std::uint32_t), next_at - sizeof(std::uint32_t));
    const auto second = bytes.subspan(parity_at + 1, length_at - parity_at - 1);
    return std::all_of(first.begin(), first.end(), zero) &&
        std::all_of(second.begin(), second.end(), zero);
}

std::array<std::byte, preface_size> encode_preface(std::uint64_t spare_length,
                                                   std::uint64_t cut) noexcept
{
    std::array<std::byte, preface_size> bytes;
    const auto put = [&bytes](std::size_t at, Bytes part) {
        std::copy(part.begin(), part.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    };
    put(0, bytes_of(file_id));
    put(first_record, encode({0, 0, spare_length}));
    put(cut_mark_at, bytes_of(cut_mark));
    store(bytes.data() + cut_at, cut);
    return bytes;
}

std::uint64_t decode_cut(Bytes start) noexcept
{
    if (start.size() < preface_size)
        return 0;
    const auto spare = decode(start.subspan<first_record, header_size>());
    const bool marked = text_of(start.subspan(cut_mark_at, cut_mark.size())) == cut_mark;
    if (!marked || !spare || spare->channel != 0)
        return 0;
    return load<std::uint64_t>(start.data() + cut_at);
}

} // namespace dmq::overflow
