// SPDX-License-Identifier: BSL-1.0
// One queue in memory: what is held, what is lent, and when memory becomes free.
#include "ring_engine.hpp"

#include "dump_scan.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dmq::ring {

namespace {

constexpr std::uint32_t max_records = std::numeric_limits<std::uint32_t>::max();

std::uint64_t payload(RunLength run) noexcept { return run.size - run.records * record_header; }

} // namespace

RingEngine::RingEngine(std::string storage_name, ByteRing ring, std::uint32_t records)
    : name_(std::move(storage_name)),
      ring_(std::move(ring)),
      held_{ring_.tail() - ring_.head(), records},
      initial_(held_),
      fresh_(records)
{
}

PushStatus RingEngine::push(Bytes record) noexcept
{
    if (held_.records == max_records || !ring_.append(record))
        return PushStatus::full;
    appended({record_header + record.size(), 1});
    return PushStatus::stored;
}

void RingEngine::appended(RunLength length) noexcept
{
    held_.size += length.size;
    held_.records += length.records;
    fresh_ += length.records;
}

std::uint32_t RingEngine::append_prefix(RecordRun run) noexcept
{
    if (run.records <= max_records - held_.records && ring_.append_run(run.bytes)) {
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
    if (!ring_.empty() || !ring_.append_alone(record))
        return false;
    appended({record_header + record.size(), 1});
    return true;
}

std::uint64_t RingEngine::free_bytes() const noexcept
{
    const std::uint64_t used = ring_.tail() - ring_.head();
    return ring_.capacity() - std::min(ring_.capacity(), used);
}

RecordRun RingEngine::surplus() const noexcept
{
    const std::uint64_t used = ring_.tail() - ring_.head();
    if (used <= ring_.capacity())
        return {};
    const RunLength kept = ring_.measure(ring_.head(), {used, max_records}, ring_.capacity());
    const std::uint64_t begin = std::max(ring_.head() + kept.size, book_.end());
    const Bytes bytes = ring_.view(begin, ring_.tail() - begin)[0];
    std::uint32_t records = 0;
    for ([[maybe_unused]] const Bytes record : Records(bytes))
        ++records;
    return {bytes, records};
}

void RingEngine::drop_surplus(RecordRun run) noexcept
{
    ring_.drop_from(ring_.tail() - run.bytes.size());
    held_.size -= run.bytes.size();
    held_.records -= run.records;
    fresh_ -= run.records;
}

RunResult RingEngine::push_run(RecordRun run) noexcept
{
    RunResult result;
    if (run.records == 0)
        return result;
    if (run.records <= max_records - held_.records && ring_.append_run(run.bytes)) {
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
    const RunLength length = take_from(at, {ring_.tail() - at, fresh_}, max_bytes);
    book_.lend(length);
    fresh_ -= length.records;
    return lent(at, length);
}

LeasedRun RingEngine::lease_returned(std::size_t max_bytes) noexcept
{
    if (!book_.make_room())
        return {};
    const LeaseBook::Index index = book_.first_returned();
    const std::uint64_t at = book_[index].at;
    const RunLength length = take_from(at, book_[index].length, max_bytes);
    book_.lend_again(index, length);
    return lent(at, length);
}

/// At least one record.
RunLength RingEngine::take_from(std::uint64_t at, RunLength available,
                                std::size_t limit) const noexcept
{
    const RunLength length = ring_.measure(at, available, limit);
    return length.records != 0 ? length : RunLength{ring_.record_size(at), 1};
}

LeasedRun RingEngine::lent(std::uint64_t at, RunLength length) const noexcept
{
    return {ring_.view(at, length.size), length.records, at};
}

Delivered RingEngine::release(std::uint64_t ticket) noexcept
{
    Delivered delivered;
    const LeaseBook::Index index = book_.find(ticket);
    if (index == book_.size())
        return delivered;
    if (book_[index].state == LeaseBook::State::lent)
        delivered = forget(book_[index].length);
    book_.finish(index);
    ring_.drop_before(book_.begin());
    return delivered;
}

Delivered RingEngine::put_back(std::uint64_t ticket, std::size_t from) noexcept
{
    const LeaseBook::Index index = book_.find(ticket);
    if (index == book_.size())
        return {};
    const LeaseBook::Segment& lease = book_[index];
    if (from >= lease.length.size || lease.state == LeaseBook::State::orphaned)
        return release(ticket);
    const RunLength in_front = ring_.measure(ticket, lease.length, from);
    const Delivered delivered = forget(in_front);
    fresh_ += book_.give_back(index, in_front);
    ring_.drop_before(book_.begin());
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
    book_.orphan_all();
    ring_.drop_from(book_.end());
    ring_.drop_before(book_.begin());
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
    usage.capacity = ring_.capacity();
    return usage;
}

bool RingEngine::unchanged() const noexcept
{
    return ring_.head() == 1 && ring_.tail() - ring_.head() == initial_.size &&
        held_.size == initial_.size;
}

std::vector<Bytes> RingEngine::held() const
{
    std::vector<Bytes> pieces;
    const auto add = [&](std::uint64_t at, std::uint64_t size) {
        for (const Bytes piece : ring_.view(at, size))
            if (!piece.empty())
                pieces.push_back(piece);
    };
    for (LeaseBook::Index index = 0; index < book_.size(); ++index) {
        const LeaseBook::Segment& segment = book_[index];
        if (segment.state == LeaseBook::State::lent || segment.state == LeaseBook::State::returned)
            add(segment.at, segment.length.size);
    }
    add(book_.end(), ring_.tail() - book_.end());
    return pieces;
}

} // namespace dmq::ring
