// SPDX-License-Identifier: BSL-1.0
// Lending, taking back and forgetting segments of a queue.
#include "lease_book.hpp"

#include <algorithm>
#include <new>

namespace dmq::ring {

bool LeaseBook::make_room() noexcept
{
    // ending a lease may split it in two; this lease may be a part of a returned one
    const std::size_t needed = open_ + 3;
    if (segments_.capacity() - segments_.size() >= needed)
        return true;
    const auto begin = segments_.begin();
    segments_.erase(begin, begin + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
    try {
        const std::size_t wanted = 2 * (segments_.size() + needed);
        if (segments_.capacity() < wanted)
            segments_.reserve(wanted);
        return true;
    } catch (const std::bad_alloc&) {
        return segments_.capacity() - segments_.size() >= needed;
    }
}

void LeaseBook::lend(RunLength length, LeaseTime now) noexcept
{
    segments_.push_back({end_, length, State::lent, now});
    end_ += length.size;
    ++open_;
}

LeaseBook::Index LeaseBook::first_returned() const noexcept
{
    Index index = 0;
    while ((*this)[index].state != State::returned)
        ++index;
    return index;
}

void LeaseBook::lend_again(Index index, RunLength length, LeaseTime now) noexcept
{
    Segment& lent = segment(index);
    const RunLength rest{lent.length.size - length.size, lent.length.records - length.records};
    lent.length = length;
    lent.state = State::lent;
    lent.since = now;
    ++open_;
    if (rest.records == 0)
        --returned_;
    else
        insert(index + 1, {lent.at + length.size, rest, State::returned, {}});
}

LeaseBook::Index LeaseBook::find(std::uint64_t ticket) const noexcept
{
    const auto begin = segments_.begin() + static_cast<std::ptrdiff_t>(first_);
    auto found = begin;
    if (found != segments_.end() && found->at != ticket)
        found = std::lower_bound(begin, segments_.end(), ticket,
                                 [](const Segment& s, std::uint64_t at) { return s.at < at; });
    if (found == segments_.end() || found->at != ticket || !found->open())
        return size();
    return static_cast<Index>(found - begin);
}

void LeaseBook::finish(Index index) noexcept
{
    --open_;
    if (index != 0) {
        segment(index).state = State::done;
        merge_done(index);
        return;
    }
    pop_front();
    drop_done_front();
}

std::uint32_t LeaseBook::give_back(Index index, RunLength delivered) noexcept
{
    if (delivered.records != 0) {
        Segment& lent = segment(index);
        const Segment rest{
            lent.at + delivered.size,
            {lent.length.size - delivered.size, lent.length.records - delivered.records},
            State::lent,
            lent.since};
        lent.length = delivered;
        insert(index + 1, rest);
        ++open_;
        const Index before = size();
        finish(index);
        index = index + 1 - (before - size());
    }
    --open_;
    ++returned_;
    segment(index).state = State::returned;
    merge_returned(index);

    std::uint32_t fresh = 0;
    while (size() != 0 && segments_.back().state == State::returned) {
        end_ = segments_.back().at;
        fresh += segments_.back().length.records;
        --returned_;
        erase(size() - 1);
    }
    return fresh;
}

void LeaseBook::orphan_from(std::uint64_t at, std::uint32_t records) noexcept
{
    Index index = reaching_beyond(at);
    if (index < size() && segment(index).at < at)
        split(index++, at, records);
    for (; index < size(); ++index) {
        Segment& each = segment(index);
        returned_ -= each.state == State::returned ? 1 : 0;
        each.state = each.open() ? State::orphaned : State::done;
    }
    drop_done_front();
    while (size() != 0 && segments_.back().state == State::done) {
        end_ = segments_.back().at;
        erase(size() - 1);
    }
}

/// Both parts keep the state; the second one is no lease of its own.
void LeaseBook::split(Index index, std::uint64_t at, std::uint32_t records) noexcept
{
    Segment& first = segment(index);
    Segment second = first;
    second.at = at;
    second.length = {first.at + first.length.size - at, records};
    first.length.size -= second.length.size;
    first.length.records -= records;
    open_ += first.open() ? 1 : 0;
    returned_ += first.state == State::returned ? 1 : 0;
    insert(index + 1, second);
}

LeaseBook::Sizes LeaseBook::sizes(std::uint64_t from, std::uint64_t to) const noexcept
{
    Sizes sizes;
    for (Index index = reaching_beyond(from); index < size() && (*this)[index].at < to; ++index) {
        const Segment& each = (*this)[index];
        const std::uint64_t bytes = std::min(each.at + each.length.size, to) -
            std::max(each.at, from);
        if (each.state == State::returned)
            sizes.returned += bytes;
        else if (each.open())
            sizes.open += bytes;
    }
    return sizes;
}

std::optional<LeaseTime> LeaseBook::oldest_open(std::uint64_t from) const noexcept
{
    std::optional<LeaseTime> oldest;
    for (Index index = reaching_beyond(from); index < size(); ++index) {
        const Segment& each = (*this)[index];
        if (each.open())
            oldest = oldest ? std::min(*oldest, each.since) : each.since;
    }
    return oldest;
}

std::uint64_t LeaseBook::floor(std::uint64_t from) const noexcept
{
    Index index = reaching_beyond(from);
    while (index < size() && (*this)[index].state == State::done)
        ++index;
    return std::max(from, index < size() ? (*this)[index].at : end_);
}

LeaseBook::Index LeaseBook::reaching_beyond(std::uint64_t offset) const noexcept
{
    const auto begin = segments_.begin() + static_cast<std::ptrdiff_t>(first_);
    if (begin == segments_.end() || begin->at + begin->length.size > offset)
        return 0;
    const auto found = std::upper_bound(
        begin, segments_.end(), offset,
        [](std::uint64_t at, const Segment& s) { return at < s.at + s.length.size; });
    return static_cast<Index>(found - begin);
}

void LeaseBook::insert(Index index, const Segment& segment) noexcept
{
    segments_.insert(segments_.begin() + static_cast<std::ptrdiff_t>(first_ + index), segment);
}

void LeaseBook::erase(Index index) noexcept
{
    segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(first_ + index));
    if (first_ == segments_.size()) {
        segments_.clear();
        first_ = 0;
    }
}

void LeaseBook::pop_front() noexcept
{
    if (++first_ == segments_.size()) {
        segments_.clear();
        first_ = 0;
    }
}

/// Joins a segment with the one before it if both are in the same state.
bool LeaseBook::merge_with_previous(Index index) noexcept
{
    if (index == 0 || index >= size() || segment(index - 1).state != segment(index).state)
        return false;
    segment(index - 1).length.size += segment(index).length.size;
    segment(index - 1).length.records += segment(index).length.records;
    erase(index);
    return true;
}

void LeaseBook::merge_done(Index index) noexcept
{
    merge_with_previous(index + 1);
    merge_with_previous(index);
}

void LeaseBook::merge_returned(Index index) noexcept
{
    returned_ -= merge_with_previous(index + 1) ? 1 : 0;
    returned_ -= merge_with_previous(index) ? 1 : 0;
}

void LeaseBook::drop_done_front() noexcept
{
    while (size() != 0 && segment(0).state == State::done)
        pop_front();
}

} // namespace dmq::ring
