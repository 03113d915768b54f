// SPDX-License-Identifier: BSL-1.0
#include "queue.hpp"

#include <dmq/protocol/storage_name.hpp>

#include <algorithm>

namespace dmq {
namespace {

/// Leases for a look at the records: all go back to where they were, the newest first.
class Loans {
public:
    explicit Loans(IStorageEngine& engine) noexcept : engine_(engine) { }
    Loans(const Loans&) = delete;
    Loans& operator=(const Loans&) = delete;
    ~Loans()
    {
        for (auto ticket = tickets_.rbegin(); ticket != tickets_.rend(); ++ticket)
            engine_.put_back(*ticket, 0);
    }

    LeasedRun next(std::size_t max_bytes)
    {
        if (tickets_.size() == tickets_.capacity())
            tickets_.reserve(2 * tickets_.size() + 1); // throws before anything is lent
        const LeasedRun run = engine_.lease(max_bytes);
        if (run.records > 0)
            tickets_.push_back(run.ticket);
        return run;
    }

private:
    IStorageEngine& engine_;
    std::vector<std::uint64_t> tickets_;
};

/// Copies whole records until there are `max_records`.
void append(RecordCopies& copies, Bytes records, std::uint32_t max_records)
{
    std::size_t size = 0;
    for (const Bytes record : Records(records)) {
        if (copies.records == max_records)
            break;
        size += record_header + record.size();
        ++copies.records;
    }
    copies.bytes.insert(copies.bytes.end(), records.begin(),
                        records.begin() + static_cast<std::ptrdiff_t>(size));
}

} // namespace

Queue::Queue(std::shared_ptr<ChannelMutex> channel_mutex, std::string storage_name,
             std::unique_ptr<IStorageEngine> engine)
    : mutex_(std::move(channel_mutex)),
      storage_name_(std::move(storage_name)),
      has_subscriber_(dmq::has_subscriber(storage_name_)),
      engine_(std::move(engine))
{
}

Queue::~Queue() = default;

void Queue::release(std::uint64_t ticket) noexcept { release_all({&ticket, 1}); }

void Queue::release_all(std::span<const std::uint64_t> tickets) noexcept
{
    std::shared_ptr<Queue> last_of_it; // ends behind the lock
    WakeList wakes;
    const std::lock_guard lock(*mutex_);
    const bool in_vain = !waiting_.empty() && !engine_->available();
    count(engine_->release_all(tickets));
    if (in_vain && engine_->available()) // from the disk, into the room that was made
        wake_one(wakes);
    last_of_it = ended(tickets.size());
}

void Queue::put_back(std::uint64_t ticket, std::size_t from) noexcept
{
    std::shared_ptr<Queue> last_of_it; // ends behind the lock
    WakeList wakes;
    const std::lock_guard lock(*mutex_);
    count(engine_->put_back(ticket, from));
    if (engine_->available())
        wake_one(wakes);
    last_of_it = ended(1);
}

/// A reference count for each lease would be two atomic operations for each record.
Lease Queue::lend(const LeasedRun& run) noexcept
{
    if (leases_++ == 0)
        self_ = shared_from_this();
    return {std::shared_ptr<ILeaseOwner>(std::shared_ptr<void>(), this), run};
}

/// Returns what kept the queue alive, if nothing is lent any more.
std::shared_ptr<Queue> Queue::ended(std::size_t leases) noexcept
{
    leases_ -= leases;
    return leases_ == 0 ? std::move(self_) : nullptr;
}

PushStatus Queue::push(Bytes record, WakeList& wakes) noexcept
{
    const PushStatus status = engine_->push(record);
    if (status != PushStatus::stored) {
        ++counters_.refused_records;
        return status;
    }
    ++counters_.pushed_records;
    counters_.pushed_bytes += record.size();
    wake_one(wakes);
    return status;
}

RunResult Queue::push_run(RecordRun run, WakeList& wakes) noexcept
{
    const RunResult result = engine_->push_run(run);
    counters_.refused_records += result.refused;
    counters_.pushed_records += result.stored;
    counters_.pushed_bytes += result.stored_bytes;
    if (result.stored > 0)
        wake_one(wakes);
    return result;
}

Lease Queue::take(std::size_t max_bytes, WakeList& wakes) noexcept
{
    if (!waiting_.empty())
        max_bytes = std::min(max_bytes, engine_->usage().bytes() / (waiting_.size() + 1));
    const LeasedRun run = engine_->lease(max_bytes);
    if (!waiting_.empty() && engine_->available())
        wake_one(wakes);
    if (run.records == 0)
        return {};
    return lend(run);
}

bool Queue::idle_consumers() const noexcept
{
    return std::ranges::any_of(consumers_, [](const Consumer* consumer) {
        return consumer->state != Consumer::State::busy;
    });
}

RecordCopies Queue::peek(PeekLimits limits)
{
    Loans loans(*engine_);
    RecordCopies copies;
    while (copies.records < limits.records) {
        const std::size_t room = limits.bytes - std::min(limits.bytes, copies.bytes.size());
        const LeasedRun run = loans.next(room);
        if (run.records == 0 || (copies.records > 0 && run.size() > room))
            break;
        for (const Bytes span : run.spans)
            append(copies, span, limits.records);
    }
    return copies;
}

std::uint64_t Queue::clear() noexcept
{
    const std::uint64_t records = engine_->usage().records();
    engine_->clear();
    return records;
}

void Queue::retire(WakeList& wakes) noexcept
{
    retired_ = true;
    engine_->retire();
    for (Consumer* consumer : consumers_) {
        stop_waiting(*consumer);
        wakes.add(consumer->waker);
    }
}

void Queue::rename(std::string storage_name)
{
    engine_->rename(storage_name);
    storage_name_ = std::move(storage_name);
    has_subscriber_ = dmq::has_subscriber(storage_name_);
}

void Queue::add(Consumer& consumer) { consumers_.push_back(&consumer); }

void Queue::remove(Consumer& consumer, WakeList& wakes) noexcept
{
    std::erase(consumers_, &consumer);
    stop_waiting(consumer);
    decline(consumer, wakes);
}

bool Queue::wait(Consumer& consumer) noexcept
{
    stop_waiting(consumer);
    if (engine_->available())
        return false;
    consumer.state = Consumer::State::waiting;
    waiting_.push_back(consumer);
    return true;
}

void Queue::stop_waiting(Consumer& consumer) noexcept
{
    if (consumer.state != Consumer::State::waiting)
        return;
    consumer.unlink();
    consumer.state = Consumer::State::busy;
}

void Queue::decline(Consumer& consumer, WakeList& wakes) noexcept
{
    if (consumer.state == Consumer::State::woken && engine_->available())
        wake_one(wakes);
    if (consumer.state == Consumer::State::woken)
        consumer.state = Consumer::State::busy;
}

std::optional<std::string_view> Queue::subscriber() const noexcept
{
    return subscriber_of(storage_name_);
}

void Queue::count(const Delivered& delivered) noexcept
{
    counters_.popped_records += delivered.records;
    counters_.popped_bytes += delivered.bytes;
}

void Queue::wake_one(WakeList& wakes) noexcept
{
    if (waiting_.empty())
        return;
    Consumer& consumer = waiting_.front();
    waiting_.pop_front();
    consumer.state = Consumer::State::woken;
    wakes.add(consumer.waker);
}

} // namespace dmq
