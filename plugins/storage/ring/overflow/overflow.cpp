// SPDX-License-Identifier: BSL-1.0
// Appending and forgetting records. Everything here is quick but the disk.
#include "overflow.hpp"

#include <dmq/plugin/log.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <limits>
#include <system_error>
#include <utility>

namespace dmq::ring {

namespace {

constexpr std::size_t write_size = 256 << 10; // bytes gathered for a write
constexpr std::uint64_t most_records = std::numeric_limits<std::uint32_t>::max();

bool disk_is_full(const std::system_error& error) noexcept
{
    const int reason = error.code().value();
    return reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
}

/// What a record in wire layout needs in the file.
std::uint64_t footprint_of(RecordRun run) noexcept
{
    return run.bytes.size() + run.records * (overflow::header_size - record_header);
}

} // namespace

Overflow::Overflow(const StorageSettings& settings, IFileOps& ops, Progress& progress)
    : ops_(ops),
      progress_(progress),
      data_dir_(settings.data_dir),
      max_bytes_(settings.max_overflow_bytes),
      limit_(settings.overflow_limit),
      own_index_(ops, settings.data_dir)
{
}

std::vector<std::string> Overflow::find(const std::function<bool(std::string_view)>& dumped)
{
    const std::lock_guard lock(mutex_);
    found_ = find_overflow(ops_, data_dir_, dumped, progress_);
    highest_channel_ = found_.highest_channel;
    std::vector<std::string> names;
    for (const auto& [name, queue] : found_.queues) {
        names.push_back(name);
        kept_records_ += queue.chain.records;
        unread_footprint_ += footprint(queue.chain.records, queue.chain.bytes);
    }
    if (!names.empty())
        data_.emplace(ops_, data_dir_, DataFile::Open::existing);
    return names;
}

void Overflow::join(QueueState& queue)
{
    const std::lock_guard lock(mutex_);
    if (limit_)
        queue.limit = limit_(channel_of(queue.name));
    if (const auto found = found_.queues.find(queue.name); found != found_.queues.end()) {
        queue.channel = found->second.channel;
        queue.generation = generation_;
        queue.unread = found->second.chain;
        found_.queues.erase(found);
    }
    queues_.insert(&queue);
}

void Overflow::leave(QueueState& queue) noexcept
{
    const std::lock_guard lock(mutex_);
    if (queues_.erase(&queue) == 0 || queue.kept_records() == 0)
        return;
    overflow::Chain chain = queue.unread;
    chain.records = queue.kept_records();
    chain.bytes = queue.kept_bytes();
    chain.first = queue.kept_first();
    if (!queue.batches.empty())
        chain.first_length = 0; // will be read
    set_unread(queue, {});
    kept_records_ += chain.records - queue.kept_records();
    unread_footprint_ += footprint(chain.records, chain.bytes);
    try {
        found_.queues[queue.name] = {queue.channel, chain};
    } catch (const std::bad_alloc&) { // they come back at the next start if it is not a clean stop
    }
}

std::vector<std::string> Overflow::names() const
{
    std::vector<std::string> names;
    {
        const std::lock_guard lock(mutex_);
        for (const QueueState* queue : queues_)
            names.push_back(queue->name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::uint64_t Overflow::room(const QueueState& queue) const noexcept
{
    const std::lock_guard lock(mutex_);
    return room_locked(queue);
}

std::uint64_t Overflow::room_locked(const QueueState& queue) const noexcept
{
    const std::uint64_t own = footprint(queue.unread.records, queue.unread.bytes);
    return std::min(queue.limit.max_bytes - std::min(queue.limit.max_bytes, own),
                    max_bytes_ - std::min(max_bytes_, unread_footprint_));
}

/// The first records of the run that may be stored.
RecordRun Overflow::within_limits(const QueueState& queue, RecordRun run) const noexcept
{
    const std::uint64_t room = room_locked(queue);
    const std::uint64_t kept = queue.kept_records();
    const std::uint64_t more = most_records - std::min(most_records, kept);
    if (footprint_of(run) <= room && run.records <= more)
        return run;
    std::uint64_t used = 0;
    std::uint32_t records = 0;
    std::size_t size = 0;
    for (const Bytes record : Records(run.bytes)) {
        used += overflow::header_size + record.size();
        if (used > room || records == more)
            break;
        ++records;
        size += record_header + record.size();
    }
    return {run.bytes.first(size), records};
}

PushStatus Overflow::append(QueueState& queue, RecordRun run, RunResult& result) noexcept
{
    const std::lock_guard lock(mutex_);
    const RecordRun fitting = within_limits(queue, run);
    if (fitting.records == 0 || phase_ == Phase::closed)
        return fitting.records == 0 ? PushStatus::full : PushStatus::failed;
    when_ = defer_until_answers(*this) ? DataFile::When::later : DataFile::When::now;
    try {
        activate();
        name(queue);
        write(queue, fitting);
    } catch (const std::system_error& error) {
        return failed(error, run.records);
    } catch (const std::bad_alloc&) {
        return PushStatus::failed;
    }
    if (write_trouble_.over())
        log::info(log_name, data_->path(), ": records can be written again");
    const std::uint64_t bytes = fitting.bytes.size() - fitting.records * record_header;
    result.stored += fitting.records;
    result.stored_bytes += bytes;
    kept_records_ += fitting.records;
    unread_footprint_ += footprint(fitting.records, bytes);
    changed();
    return fitting.records == run.records ? PushStatus::stored : PushStatus::full;
}

/// What cannot be written stays in memory, and is tried again with the next records or commit.
void Overflow::settle() noexcept
{
    const std::lock_guard lock(mutex_);
    try {
        if (data_)
            data_->flush();
    } catch (const std::system_error& error) {
        commit_trouble_.report(log::Level::error, "failures", 1, error.what());
    }
}

PushStatus Overflow::failed(const std::system_error& error, std::uint32_t refused) noexcept
{
    write_trouble_.report(log::Level::error, "records refused", refused, error.what());
    return disk_is_full(error) ? PushStatus::full : PushStatus::failed;
}

/// The records first, then the link to them: a link never leads to nothing.
void Overflow::write(QueueState& queue, RecordRun run)
{
    const std::uint64_t end = data_->end();
    const overflow::Chain before = queue.unread;
    const bool first = queue.kept_records() == 0;
    try {
        gather(queue, run);
        if (!first) // its last record so far has a next one now
            data_->write(before.last,
                         overflow::encode({queue.channel, end - before.last, before.last_length}),
                         when_);
    } catch (...) {
        queue.unread = before;
        roll_back(end);
        if (!first)
            unlink_last(queue);
        throw;
    }
}

/// Writes the records behind the last one of the file, in large pieces, and makes them the queue's.
void Overflow::gather(QueueState& queue, RecordRun run)
{
    buffer_.clear();
    std::uint64_t at = data_->end();
    if (at == 0) {
        const Bytes id = bytes_of(overflow::file_id);
        buffer_.insert(buffer_.end(), id.begin(), id.end());
    }
    overflow::Chain chain = queue.unread;
    std::uint32_t left = run.records;
    std::uint64_t position = at + buffer_.size();
    for (const Bytes record : Records(run.bytes)) {
        const std::uint64_t size = overflow::header_size + record.size();
        const auto header = overflow::encode(
            {queue.channel, --left == 0 ? 0 : size, record.size()});
        buffer_.insert(buffer_.end(), header.begin(), header.end());
        if (chain.records++ == 0) {
            chain.first = position;
            chain.first_length = record.size();
        }
        chain.bytes += record.size();
        chain.last = position;
        chain.last_length = record.size();
        position += size;
        if (record.size() < write_size)
            buffer_.insert(buffer_.end(), record.begin(), record.end());
        if (buffer_.size() >= write_size || record.size() >= write_size)
            flush(at, record.size() < write_size ? Bytes() : record);
    }
    flush(at, {});
    queue.unread = chain;
    data_->set_end(at);
}

void Overflow::flush(std::uint64_t& at, Bytes large)
{
    const std::size_t size = buffer_.size() + large.size();
    std::array<iovec, 2> pieces{piece_of(buffer_), piece_of(large)};
    if (size != 0)
        data_->write(at, std::span(pieces).first(large.empty() ? 1 : 2), when_);
    at += size;
    buffer_.clear();
}

void Overflow::roll_back(std::uint64_t end) noexcept
{
    try {
        data_->truncate(end);
    } catch (const std::system_error&) { // what lies behind the end is overwritten by the next one
        data_->set_end(end);
    }
}

/// The link may have been written in part.
void Overflow::unlink_last(const QueueState& queue) noexcept
{
    const overflow::Chain& chain = queue.unread;
    try {
        data_->write(chain.last, overflow::encode({queue.channel, 0, chain.last_length}), when_);
    } catch (const std::system_error&) { // the next record's link replaces it
    }
}

/// Gives the queue a channel number, and writes down whose it is before it is used.
void Overflow::name(QueueState& queue)
{
    if (queue.channel != 0 && queue.generation == generation_)
        return;
    if (highest_channel_ == std::numeric_limits<std::uint32_t>::max())
        throw std::system_error(ENOSPC, std::generic_category(),
                                "no channel number is left in " + data_->path());
    const std::uint64_t end = std::max(data_->end(), overflow::first_record);
    own_index_.append({highest_channel_ + 1, queue.name, end, end});
    queue.channel = ++highest_channel_;
    queue.generation = generation_;
}

std::size_t Overflow::read(std::uint64_t position, std::span<std::byte> into) const
{
    return data_->read(position, into);
}

/// Keeps the sums right, whatever the two chains say.
void Overflow::set_unread(QueueState& queue, const overflow::Chain& chain) noexcept
{
    const overflow::Chain& before = queue.unread;
    kept_records_ = kept_records_ - before.records + chain.records;
    unread_footprint_ = unread_footprint_ - footprint(before.records, before.bytes) +
        footprint(chain.records, chain.bytes);
    queue.unread = chain;
    changed();
}

void Overflow::took(QueueState& queue, const ReadBatch& batch, const overflow::Chain& rest) noexcept
{
    const std::lock_guard lock(mutex_);
    set_unread(queue, rest);
    if (batch.records == 0)
        return;
    try {
        queue.batches.push_back(batch);
        kept_records_ += batch.records;
    } catch (const std::bad_alloc&) { // after a crash they will not come again
    }
}

void Overflow::untake(QueueState& queue, std::uint64_t first_length) noexcept
{
    const std::lock_guard lock(mutex_);
    const ReadBatch batch = queue.batches.back();
    queue.batches.pop_back();
    kept_records_ -= batch.records;
    overflow::Chain chain = queue.unread;
    chain.first = batch.first;
    chain.first_length = first_length;
    chain.records += batch.records;
    chain.bytes += batch.bytes;
    set_unread(queue, chain);
}

overflow::Chain Overflow::detach(QueueState& queue) noexcept
{
    const std::lock_guard lock(mutex_);
    const overflow::Chain chain = queue.unread;
    overflow::Chain nothing; // but where the queue ends, for the next record
    nothing.last = chain.last;
    nothing.last_length = chain.last_length;
    set_unread(queue, nothing);
    return chain;
}

void Overflow::attach(QueueState& queue, const overflow::Chain& chain) noexcept
{
    const std::lock_guard lock(mutex_);
    set_unread(queue, chain);
}

void Overflow::delivered(QueueState& queue, std::uint64_t ring_offset) noexcept
{
    const std::lock_guard lock(mutex_);
    while (!queue.batches.empty() && queue.batches.front().ring_end <= ring_offset) {
        kept_records_ -= queue.batches.front().records;
        queue.batches.pop_front();
        changed();
    }
    reset_if_empty();
}

void Overflow::forget(QueueState& queue) noexcept
{
    const std::lock_guard lock(mutex_);
    if (queue.channel == 0 || queue.generation != generation_)
        return;
    kept_records_ -= queue.kept_records();
    unread_footprint_ -= footprint(queue.unread.records, queue.unread.bytes);
    queue.unread = {};
    queue.batches.clear();
    changed();
    try {
        activate();
        if (phase_ == Phase::active) // otherwise delivered ones might come back as well
            own_index_.append({queue.channel, {}, 0, 0});
    } catch (const std::exception& error) { // they come back if the node is killed before a commit
        commit_trouble_.report(log::Level::error, "failures", 1, error.what());
    }
    queue.channel = 0;
    reset_if_empty();
}

void Overflow::rename(QueueState& queue, std::string name)
{
    const std::lock_guard lock(mutex_);
    queue.name = std::move(name);
    if (queue.channel == 0 || queue.generation != generation_)
        return;
    changed();
    try {
        activate();
        if (phase_ == Phase::active)
            own_index_.append(own_line(queue));
    } catch (const std::exception& error) { // it has its old name if the node is killed now
        commit_trouble_.report(log::Level::error, "failures", 1, error.what());
    }
}

/// §8.3: with the last record of all queues both files are emptied.
void Overflow::reset_if_empty() noexcept
{
    if (kept_records_ != 0 || phase_ != Phase::active || !data_ || data_->end() == 0)
        return;
    try {
        if (std::exchange(index_written_, false))
            File(ops_, path(overflow::index_file), O_WRONLY | O_TRUNC);
        data_->reset();
        ++generation_;
        highest_channel_ = 0;
        own_index_.remove();
    } catch (const std::exception& error) {
        commit_trouble_.report(log::Level::error, "failures", 1, error.what());
    }
}

} // namespace dmq::ring
