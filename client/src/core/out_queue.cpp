// SPDX-License-Identifier: BSL-1.0
#include "out_queue.hpp"

#include <algorithm>

namespace dmq::client {

std::span<std::byte> OutQueue::tail_space()
{
    if (!tail_ || tail_used_ == chunk_size) {
        tail_ = std::make_shared_for_overwrite<std::byte[]>(chunk_size);
        tail_used_ = 0;
    }
    return {tail_.get() + tail_used_, chunk_size - tail_used_};
}

void OutQueue::append(Bytes bytes)
{
    std::byte* const end = tail_.get() + tail_used_;
    if (bytes.size() <= chunk_size - tail_used_ && !pieces_.empty() &&
        pieces_.back().begin + pieces_.back().size == end) {
        std::memcpy(end, bytes.data(), bytes.size());
        pieces_.back().size += bytes.size();
        tail_used_ += bytes.size();
        size_ += bytes.size();
        return;
    }
    append_slowly(bytes);
}

/// Also where a chunk begins or ends.
void OutQueue::append_slowly(Bytes bytes)
{
    while (!bytes.empty()) {
        const auto space = tail_space();
        const std::size_t size = std::min(space.size(), bytes.size());
        std::memcpy(space.data(), bytes.data(), size);
        if (!pieces_.empty() && pieces_.back().begin + pieces_.back().size == space.data())
            pieces_.back().size += size;
        else
            pieces_.push_back({tail_, space.data(), size});
        tail_used_ += size;
        size_ += size;
        bytes = bytes.subspan(size);
    }
}

void OutQueue::append(SharedBytes memory, Bytes bytes)
{
    size_ += bytes.size();
    pieces_.push_back({std::move(memory), bytes.data(), bytes.size()});
}

std::size_t OutQueue::gather(std::span<iovec> pieces) const noexcept
{
    const std::size_t count = std::min(pieces.size(), pieces_.size());
    for (std::size_t i = 0; i < count; ++i)
        pieces[i] = {const_cast<std::byte*>(pieces_[i].begin), pieces_[i].size};
    return count;
}

void OutQueue::consume(std::size_t size) noexcept
{
    size_ -= size;
    while (size > 0) {
        Piece& first = pieces_.front();
        const std::size_t taken = std::min(size, first.size);
        first.begin += taken;
        first.size -= taken;
        size -= taken;
        if (first.size == 0)
            pieces_.pop_front();
    }
    if (size_ == 0)
        tail_used_ = 0;
}

void OutQueue::clear() noexcept
{
    pieces_.clear();
    size_ = 0;
    tail_used_ = 0;
}

} // namespace dmq::client
