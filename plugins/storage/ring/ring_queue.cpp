// SPDX-License-Identifier: BSL-1.0
#include "ring_queue.hpp"

#include "overflow/chain_reader.hpp"
#include "queue_registry.hpp"

#include <dmq/plugin/log.hpp>

#include <algorithm>
#include <exception>
#include <new>
#include <system_error>
#include <utility>
#include <vector>

namespace dmq::ring {

namespace {

constexpr std::uint64_t refill_size = 1 << 20; // bytes of records
constexpr std::uint64_t least_read = 4 << 10; // bytes
constexpr std::uint64_t most_read = 256 << 10;
constexpr std::chrono::seconds pause_after_failure{1};

/// A record in wire layout, as a run of one.
class OneRecord {
public:
    explicit OneRecord(Bytes record) : bytes_(record_header + record.size())
    {
        dmq::store<std::uint64_t>(bytes_.data(), record.size());
        std::copy(record.begin(), record.end(), bytes_.begin() + record_header);
    }
    RecordRun run() const noexcept { return {bytes_, 1}; }

private:
    std::vector<std::byte> bytes_;
};

/// The records of the run behind the first `records`.
RecordRun behind(RecordRun run, std::uint32_t records) noexcept
{
    auto record = Records(run.bytes).begin();
    for (std::uint32_t n = 0; n < records; ++n)
        ++record;
    const auto* const begin = records == run.records ? run.bytes.data() + run.bytes.size()
                                                     : (*record).data() - record_header;
    return {run.bytes.subspan(static_cast<std::size_t>(begin - run.bytes.data())),
            run.records - records};
}

} // namespace

RingQueue::RingQueue(std::shared_ptr<QueueRegistry> registry, std::shared_ptr<Overflow> overflow,
                     std::string storage_name, ByteRing ring, std::uint32_t records,
                     std::string restored_from, const ILeaseClock& clock)
    : RingEngine(std::move(storage_name), std::move(ring), records, clock),
      registry_(std::move(registry)),
      overflow_(std::move(overflow)),
      restored_from_(std::move(restored_from))
{
    disk_.name = name();
    overflow_->join(disk_);
    registry_->add(*this);
}

RingQueue::~RingQueue()
{
    registry_->remove(*this);
    overflow_->leave(disk_);
}

PushStatus RingQueue::push(Bytes record) noexcept
{
    if (!on_disk() && RingEngine::push(record) == PushStatus::stored)
        return PushStatus::stored;
    try {
        const OneRecord one(record);
        RunResult result;
        PushStatus status = store_on_disk(one.run(), result);
        while (status == PushStatus::full && make_room(record.size()))
            status = store(one.run(), result);
        return status;
    } catch (const std::bad_alloc&) {
        return PushStatus::failed;
    }
}

RunResult RingQueue::push_run(RecordRun run) noexcept
{
    RunResult result;
    if (run.records == 0 || store(run, result) == PushStatus::stored)
        return result;
    // of those that are left, some may fit, or make room for themselves
    for (const Bytes record : Records(behind(run, result.stored).bytes)) {
        if (RingQueue::push(record) == PushStatus::stored) {
            ++result.stored;
            result.stored_bytes += record.size();
        } else {
            ++result.refused;
        }
    }
    return result;
}

/// As many records as there is room for; the status says why they are not all.
PushStatus RingQueue::store(RecordRun run, RunResult& result) noexcept
{
    if (!on_disk()) {
        const std::uint32_t records = append_prefix(run);
        const RecordRun rest = behind(run, records);
        result.stored += records;
        result.stored_bytes += run.bytes.size() - rest.bytes.size() - records * record_header;
        if (rest.records == 0)
            return PushStatus::stored;
        run = rest;
    }
    return store_on_disk(run, result);
}

PushStatus RingQueue::store_on_disk(RecordRun run, RunResult& result) noexcept
{
    // Before the node serves a dump would have them as well; what is in a batch is on the disk
    if (!on_disk() && disk_.batches.empty() && oversized() && overflow_->serving())
        spill(std::max(fitting_end(), fresh_begin()));
    return overflow_->append(disk_, run, result);
}

/// By the policy "drop-oldest": forgets the oldest record that is not lent. False: that would not
/// help, or is not wanted.
bool RingQueue::make_room(std::uint64_t size) noexcept
{
    if (disk_.limit.when_full != WhenFull::drop_oldest)
        return false;
    if (!on_disk() && leave_for(record_header + size))
        return true; // instead of records that wait behind a lease
    const std::uint64_t on_disk_size = overflow::header_size + size;
    const std::uint64_t room = overflow_->room(disk_);
    if (on_disk() && room >= on_disk_size)
        return false; // the disk itself is full
    if (record_header + size > capacity() &&
        room + footprint(disk_.unread.records, disk_.unread.bytes) < on_disk_size)
        return false;
    const LeasedRun oldest = RingQueue::lease(0);
    if (oldest.records == 0)
        return false;
    release(oldest.ticket);
    ++dropped_;
    drops_.report(log::Level::warn, "oldest records dropped", 1, "queue ", name(),
                  ": memory and overflow are full");
    refill();
    return true;
}

LeasedRun RingQueue::lease(std::size_t max_bytes) noexcept
{
    if (!RingEngine::available() && on_disk())
        refill();
    return RingEngine::lease(max_bytes);
}

bool RingQueue::available() const noexcept
{
    if (RingEngine::available())
        return true;
    return on_disk() && may_refill() && std::chrono::steady_clock::now() >= no_reading_until_;
}

/// Whether the next record from the disk finds room, if nothing waits in memory. Leases do not keep
/// it from the next consumer, however young they are: there is nothing that would have to be moved.
bool RingQueue::may_refill() const noexcept
{
    return can_take(record_header + disk_.unread.first_length) ||
        (!RingEngine::available() && may_leave());
}

Delivered RingQueue::release_all(std::span<const std::uint64_t> tickets) noexcept
{
    const Delivered delivered = RingEngine::release_all(tickets);
    memory_moved();
    return delivered;
}

Delivered RingQueue::put_back(std::uint64_t ticket, std::size_t from) noexcept
{
    const Delivered delivered = RingEngine::put_back(ticket, from);
    memory_moved();
    return delivered;
}

void RingQueue::memory_moved() noexcept
{
    if (!disk_.batches.empty() && disk_.batches.front().ring_end <= head())
        overflow_->delivered(disk_, head());
}

void RingQueue::clear() noexcept
{
    RingEngine::clear();
    overflow_->forget(disk_);
}

void RingQueue::retire() noexcept
{
    registry_->remove(*this);
    RingQueue::clear();
    overflow_->leave(disk_);
}

void RingQueue::rename(std::string_view storage_name)
{
    RingEngine::rename(storage_name);
    overflow_->rename(disk_, std::string(storage_name));
}

QueueUsage RingQueue::usage() const noexcept
{
    QueueUsage usage = RingEngine::usage();
    usage.overflow_records = disk_.unread.records;
    usage.overflow_bytes = disk_.unread.bytes;
    usage.dropped_records = dropped_;
    return usage;
}

bool RingQueue::oversized() const noexcept { return RingEngine::usage().memory_bytes > capacity(); }

/// Reads records from the disk, as many as memory has room for.
void RingQueue::refill() noexcept
{
    if (!on_disk() || !may_refill())
        return;
    const auto now = std::chrono::steady_clock::now();
    if (now < no_reading_until_)
        return;
    try {
        const bool room = can_take(record_header + disk_.unread.first_length) || leave();
        if (room && overflow_->readable()) {
            read_batch();
            return;
        }
    } catch (const std::exception& error) {
        read_trouble_.report(log::Level::error, "failures to read", 1, "queue ", name(), ": ",
                             error.what());
    }
    no_reading_until_ = now + pause_after_failure;
}

void RingQueue::read_batch()
{
    ReadBatch batch{0, disk_.unread.first, 0, 0};
    overflow::Chain rest = disk_.unread;
    std::string damage;
    std::exception_ptr failure;
    try {
        read_from_disk(batch, rest);
    } catch (const BadRecord& bad) {
        damage = bad.what();
    } catch (...) {
        failure = std::current_exception();
    }
    batch.ring_end = tail();
    overflow_->took(disk_, batch, rest);
    if (failure)
        std::rethrow_exception(failure);
    if (damage.empty())
        return;
    const std::uint64_t lost = overflow_->skip_damage(disk_, rest.first, damage);
    log::error(log_name, "queue ", name(), ": ", lost, " records of the overflow are lost");
}

/// Moves records from `rest` to `batch` and into memory.
void RingQueue::read_from_disk(ReadBatch& batch, overflow::Chain& rest)
{
    ChainReader reader(*overflow_, disk_.channel, std::clamp(free_bytes(), least_read, most_read));
    while (batch.bytes < refill_size) {
        const ChainReader::Record record = reader.record(rest.first);
        if (!refill_with(record.payload)) {
            rest.first_length = record.header.length;
            return;
        }
        ++batch.records;
        batch.bytes += record.header.length;
        rest.records -= std::min<std::uint64_t>(rest.records, 1);
        rest.bytes -= std::min(rest.bytes, record.header.length);
        if (rest.first == rest.last) { // the index may have counted wrongly
            rest.records = rest.bytes = 0;
            return;
        }
        rest.records = std::max<std::uint64_t>(rest.records, 1);
        if (record.header.next == 0)
            throw BadRecord("no other record follows, but there should be " +
                            std::to_string(rest.records));
        rest.first += record.header.next;
    }
    rest.first_length = reader.header(rest.first).length;
}

/// Memory beyond today's size, from a dump of other days or beside leases, goes to the disk, if it
/// can; not what is in front of `from`.
void RingQueue::spill(std::uint64_t from)
{
    const std::vector<RecordRun> runs = held_from(from);
    std::uint64_t needed = 0;
    for (const RecordRun run : runs)
        needed += footprint(run.records, run.bytes.size());
    if (runs.empty() || overflow_->room(disk_) < needed)
        return;
    const overflow::Chain before = disk_.unread; // empty, and says where the queue ends
    if (append_to_disk(runs) == PushStatus::stored)
        forget_from(from);
    else
        overflow_->attach(disk_, before);
}

PushStatus RingQueue::append_to_disk(const std::vector<RecordRun>& runs) noexcept
{
    RunResult result;
    PushStatus status = PushStatus::stored;
    for (const RecordRun run : runs)
        if (status == PushStatus::stored)
            status = overflow_->append(disk_, run, result);
    return status;
}

void RingQueue::fit_memory()
{
    while (oversized() && untake_last_batch()) { }
    if (!oversized())
        return;
    if (!on_disk())
        spill(fitting_end());
    else
        put_before_disk();
}

/// The newest records in memory are still on the disk as well, if they come from there: memory
/// forgets them. False if they do not, or are delivered in part.
bool RingQueue::untake_last_batch()
{
    if (disk_.batches.empty() || disk_.batches.back().ring_end != tail())
        return false;
    const ReadBatch& batch = disk_.batches.back();
    const std::uint64_t size = batch.bytes + batch.records * record_header;
    const std::vector<RecordRun> runs = held_from(tail() - size);
    std::uint64_t held = 0;
    for (const RecordRun run : runs)
        held += run.bytes.size();
    if (held != size)
        return false;
    const std::uint64_t first_length = dmq::load<std::uint64_t>(runs.front().bytes.data());
    forget_from(tail() - size);
    overflow_->untake(disk_, first_length);
    return true;
}

/// The records that memory has too much come in front of those on the disk: a chain can only grow
/// at its end, so these are written again behind them. If the node is killed meanwhile, some come
/// twice.
void RingQueue::put_before_disk()
{
    const std::uint64_t from = fitting_end();
    const overflow::Chain before = overflow_->detach(disk_);
    PushStatus status = append_to_disk(held_from(from));
    RunResult result;
    try {
        ChainReader reader(*overflow_, disk_.channel, most_read);
        for (std::uint64_t position = before.first; status == PushStatus::stored;) {
            const ChainReader::Record record = reader.record(position);
            const OneRecord copy(record.payload);
            status = overflow_->append(disk_, copy.run(), result);
            if (position == before.last || record.header.next == 0)
                break;
            position += record.header.next;
        }
        if (status == PushStatus::stored)
            forget_from(from);
    } catch (...) {
        overflow_->attach(disk_, before);
        throw;
    }
    if (status != PushStatus::stored)
        overflow_->attach(disk_, before);
}

} // namespace dmq::ring
