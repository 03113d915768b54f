// SPDX-License-Identifier: BSL-1.0
// One queue in memory: what is held, what is lent, and when memory becomes free.
#include "ring_engine.hpp"

#include "dump_scan.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace dmq::ring {

namespace {

constexpr std::uint32_t max_records = std::numeric_limits<std::uint32_t>::max();

std::uint64_t payload(RunLength run) noexcept { return run.size - run.records * record_header; }

} // namespace

RingEngine::RingEngine(std::string storage_name, ByteRing ring, std::uint32_t records,
                       const ILeaseClock& clock)
    : name_(std::move(storage_name)),
      space_(std::move(ring)),
      clock_(clock),
      held_{space_.tail() - space_.newest(), records},
      initial_(held_),
      fresh_(records)
{
}

PushStatus RingEngine::push(Bytes record) noexcept
{
    if (held_.records == max_records || !append(record))
        return PushStatus::full;
    appended({record_header + record.size(), 1});
    return PushStatus::stored;
}

bool RingEngine::append(Bytes record) noexcept
{
    const std::uint64_t size = record_header + record.size();
    if (space_.append(record))
        return true;
    const bool left = space_.cramped(size, book_) ? leave()
                                                  : lease_is_in_the_way() && leave_for(size);
    return left && space_.append(record);
}

bool RingEngine::lease_is_in_the_way() const noexcept
{
    const auto since = book_.oldest_open(space_.newest());
    return since && clock_.now() - *since >= lease_patience;
}

bool RingEngine::leave_for(std::uint64_t size) noexcept
{
    const std::uint64_t waiting = book_.sizes(0, book_.end()).returned +
        (space_.tail() - book_.end());
    return waiting + size <= space_.capacity() && may_leave() && leave();
}

void RingEngine::appended(RunLength length) noexcept
{
    held_.size += length.size;
    held_.records += length.records;
    fresh_ += length.records;
}

std::uint32_t RingEngine::append_prefix(RecordRun run) noexcept
{
    if (run.records <= max_records - held_.records && space_.append_run(run.bytes)) {
        appended({run.bytes.size(), run.records});
        return run.records;
    }
    std::uint32_t stored = 0;
    for (const Bytes record : Records(run.bytes)) {
        if (RingEngine::push(record) != PushStatus::stored)
            break;
        ++stored;
    }
    return stored;
}

bool RingEngine::refill_with(Bytes record) noexcept
{
    if (RingEngine::push(record) == PushStatus::stored)
        return true;
    if (!space_.empty() || !space_.append_alone(record))
        return false;
    appended({record_header + record.size(), 1});
    return true;
}

std::uint64_t RingEngine::free_bytes() const noexcept
{
    const std::uint64_t used = space_.tail() - space_.newest();
    return space_.capacity() - std::min(space_.capacity(), used);
}

std::uint64_t RingEngine::fitting_end() const noexcept
{
    std::uint64_t room = space_.capacity();
    for (LeaseBook::Index index = 0; index < book_.size(); ++index) {
        const LeaseBook::Segment& segment = book_[index];
        if (segment.state != LeaseBook::State::lent && segment.state != LeaseBook::State::returned)
            continue;
        if (segment.length.size > room)
            return segment.at + fitting(segment.at, segment.length, room).size;
        room -= segment.length.size;
    }
    const std::uint64_t at = book_.end();
    return at + fitting(at, {space_.tail() - at, fresh_}, room).size;
}

/// As RingSpace::measure(), across rings.
RunLength RingEngine::fitting(std::uint64_t at, RunLength available,
                              std::uint64_t limit) const noexcept
{
    RunLength run;
    while (run.records < available.records) {
        const RunLength more = space_.measure(
            at + run.size, {available.size - run.size, available.records - run.records},
            limit - run.size);
        if (more.records == 0)
            break;
        run.size += more.size;
        run.records += more.records;
    }
    return run;
}

std::vector<RecordRun> RingEngine::held_from(std::uint64_t at) const
{
    std::vector<RecordRun> runs;
    for (const Bytes piece : pieces_from(at)) {
        std::uint32_t records = 0;
        for ([[maybe_unused]] const Bytes record : Records(piece))
            ++records;
        runs.push_back({piece, records});
    }
    return runs;
}

void RingEngine::forget_from(std::uint64_t at)
{
    RunLength forgotten;
    for (const RecordRun run : held_from(at)) {
        forgotten.size += run.bytes.size();
        forgotten.records += run.records;
    }
    const std::uint64_t end = book_.end();
    if (at < end) {
        if (!book_.make_room())
            throw std::bad_alloc();
        const LeaseBook::Index index = book_.reaching_beyond(at);
        const LeaseBook::Segment& cut = book_[index];
        const RunLength kept = fitting(cut.at, cut.length, at - std::min(at, cut.at));
        book_.orphan_from(at, cut.length.records - kept.records);
    }
    space_.drop_from(at < end ? book_.end() : at, book_);
    held_.size -= forgotten.size;
    held_.records -= forgotten.records;
    fresh_ = at < end ? 0 : fresh_ - forgotten.records;
}

RunResult RingEngine::push_run(RecordRun run) noexcept
{
    RunResult result;
    if (run.records == 0)
        return result;
    if (run.records <= max_records - held_.records && space_.append_run(run.bytes)) {
        appended({run.bytes.size(), run.records});
        result.stored = run.records;
        result.stored_bytes = payload({run.bytes.size(), run.records});
        return result;
    }
    for (const Bytes record : Records(run.bytes)) {
        if (RingEngine::push(record) == PushStatus::stored) {
            ++result.stored;
            result.stored_bytes += record.size();
        } else {
            ++result.refused;
        }
    }
    return result;
}

LeasedRun RingEngine::lease(std::size_t max_bytes) noexcept
{
    if (book_.has_returned())
        return lease_returned(max_bytes);
    if (fresh_ == 0 || !book_.make_room())
        return {};
    const std::uint64_t at = book_.end();
    const RunLength length = take_from(at, {space_.tail() - at, fresh_}, max_bytes);
    book_.lend(length, clock_.now());
    fresh_ -= length.records;
    if (at < space_.newest())
        space_.recount(book_);
    return lent(at, length);
}

LeasedRun RingEngine::lease_returned(std::size_t max_bytes) noexcept
{
    if (!book_.make_room())
        return {};
    const LeaseBook::Index index = book_.first_returned();
    const std::uint64_t at = book_[index].at;
    const RunLength length = take_from(at, book_[index].length, max_bytes);
    book_.lend_again(index, length, clock_.now());
    if (at < space_.newest())
        space_.recount(book_);
    return lent(at, length);
}

/// At least one record.
RunLength RingEngine::take_from(std::uint64_t at, RunLength available,
                                std::size_t limit) const noexcept
{
    if (limit < record_header)
        return {space_.record_size(at), 1};
    const RunLength length = space_.measure(at, available, limit);
    return length.records != 0 ? length : RunLength{space_.record_size(at), 1};
}

LeasedRun RingEngine::lent(std::uint64_t at, RunLength length) const noexcept
{
    return {space_.view(at, length.size), length.records, at};
}

Delivered RingEngine::release_all(std::span<const std::uint64_t> tickets) noexcept
{
    Delivered delivered;
    for (const std::uint64_t ticket : tickets)
        delivered += end_lease(ticket);
    space_.settle_newest(book_);
    return delivered;
}

Delivered RingEngine::end_lease(std::uint64_t ticket) noexcept
{
    const LeaseBook::Index index = book_.find(ticket);
    if (index == book_.size())
        return {};
    const LeaseBook::Segment lease = book_[index];
    book_.finish(index);
    if (ticket < space_.newest())
        space_.settle_left(ticket, lease.length.size, book_);
    return lease.state == LeaseBook::State::lent ? forget(lease.length) : Delivered{};
}

Delivered RingEngine::put_back(std::uint64_t ticket, std::size_t from) noexcept
{
    const LeaseBook::Index index = book_.find(ticket);
    if (index == book_.size())
        return {};
    const LeaseBook::Segment& lease = book_[index];
    if (from >= lease.length.size || lease.state == LeaseBook::State::orphaned)
        return release(ticket);
    const RunLength in_front = space_.measure(ticket, lease.length, from);
    const Delivered delivered = forget(in_front);
    fresh_ += book_.give_back(index, in_front);
    space_.settle(ticket, in_front.size, book_);
    return delivered;
}

Delivered RingEngine::forget(RunLength delivered) noexcept
{
    held_.size -= delivered.size;
    held_.records -= delivered.records;
    return {delivered.records, payload(delivered)};
}

void RingEngine::clear() noexcept
{
    book_.orphan_from(0);
    space_.drop_from(book_.end(), book_);
    held_ = {};
    fresh_ = 0;
}

void RingEngine::rename(std::string_view storage_name)
{
    require_storage_name(storage_name);
    name_ = storage_name;
}

QueueUsage RingEngine::usage() const noexcept
{
    QueueUsage usage;
    usage.memory_records = held_.records;
    usage.memory_bytes = held_.size;
    usage.capacity = space_.capacity();
    return usage;
}

bool RingEngine::unchanged() const noexcept
{
    return space_.newest() == 1 && space_.tail() - space_.newest() == initial_.size &&
        held_.size == initial_.size;
}

std::vector<Bytes> RingEngine::held() const { return pieces_from(0); }

std::vector<Bytes> RingEngine::pieces_from(std::uint64_t from) const
{
    std::vector<Bytes> pieces;
    for (auto index = book_.reaching_beyond(from); index < book_.size(); ++index) {
        const LeaseBook::Segment& segment = book_[index];
        const std::uint64_t at = std::max(from, segment.at);
        if (segment.state == LeaseBook::State::lent || segment.state == LeaseBook::State::returned)
            space_.add_pieces(at, segment.at + segment.length.size - at, pieces);
    }
    const std::uint64_t at = std::max(from, book_.end());
    space_.add_pieces(at, space_.tail() - at, pieces);
    return pieces;
}

} // namespace dmq::ring
