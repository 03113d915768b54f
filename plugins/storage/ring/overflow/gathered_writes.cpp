// SPDX-License-Identifier: BSL-1.0
#include "gathered_writes.hpp"

#include <algorithm>
#include <cstring>

namespace dmq::ring {
namespace {

std::byte* copy_pieces(std::span<const iovec> pieces, std::byte* to) noexcept
{
    for (const iovec& piece : pieces) {
        std::memcpy(to, piece.iov_base, piece.iov_len);
        to += piece.iov_len;
    }
    return to;
}

} // namespace

std::size_t size_of(std::span<const iovec> pieces) noexcept
{
    std::size_t size = 0;
    for (const iovec& piece : pieces)
        size += piece.iov_len;
    return size;
}

void GatheredWrites::Links::overlay(std::uint64_t position,
                                    std::span<std::byte> into) const noexcept
{
    for (const Link& link : used()) {
        const std::uint64_t from = std::max(position, link.position);
        const std::uint64_t to = std::min(position + into.size(),
                                          link.position + link.header.size());
        if (from < to)
            std::memcpy(&into[from - position], &link.header[from - link.position], to - from);
    }
}

bool GatheredWrites::fits(std::uint64_t position, std::size_t size) const noexcept
{
    if (position >= begin_)
        return position <= end() && position + size <= begin_ + most_bytes;
    return !empty() && size == overflow::header_size && links_.count < most_links;
}

void GatheredWrites::put(std::uint64_t position, std::span<const iovec> pieces, std::size_t size)
{
    if (position < begin_) {
        put_link(position, pieces);
        return;
    }
    const std::size_t at = position - begin_;
    tail_.resize(std::max(tail_.size(), at + size));
    copy_pieces(pieces, tail_.data() + at);
}

void GatheredWrites::put_link(std::uint64_t position, std::span<const iovec> pieces) noexcept
{
    const auto used = std::span(links_.all).first(links_.count);
    auto link = std::ranges::find(used, position, &Link::position);
    if (link == used.end())
        ++links_.count;
    link->position = position;
    copy_pieces(pieces, link->header.data());
}

std::size_t GatheredWrites::read(std::uint64_t position, std::span<std::byte> into) const noexcept
{
    if (position < begin_ || position >= end())
        return 0;
    const std::size_t size = std::min<std::uint64_t>(into.size(), end() - position);
    std::memcpy(into.data(), tail_.data() + (position - begin_), size);
    return size;
}

void GatheredWrites::truncate(std::uint64_t end) noexcept
{
    if (end <= begin_)
        restart(end);
    else
        tail_.resize(end - begin_);
}

void GatheredWrites::restart(std::uint64_t end) noexcept
{
    tail_.clear();
    links_.count = 0;
    begin_ = end;
}

} // namespace dmq::ring
