// SPDX-License-Identifier: BSL-1.0
#include "queue.hpp"

#include <algorithm>

namespace dmq {

Queue::Queue(std::mutex& channel_mutex, std::string storage_name,
             std::unique_ptr<IStorageEngine> engine)
    : mutex_(channel_mutex), storage_name_(std::move(storage_name)), engine_(std::move(engine))
{
}

Queue::~Queue() = default;

void Queue::release(std::uint64_t ticket) noexcept
{
    const std::lock_guard lock(mutex_);
    count(engine_->release(ticket));
}

void Queue::put_back(std::uint64_t ticket, std::size_t from) noexcept
{
    WakeList wakes;
    const std::lock_guard lock(mutex_);
    count(engine_->put_back(ticket, from));
    if (engine_->available())
        wake_one(wakes);
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

LeasedRun Queue::take(std::size_t max_bytes, WakeList& wakes) noexcept
{
    if (!waiting_.empty())
        max_bytes = std::min(max_bytes, engine_->usage().bytes() / (waiting_.size() + 1));
    const LeasedRun run = engine_->lease(max_bytes);
    if (!waiting_.empty() && engine_->available())
        wake_one(wakes);
    return run;
}

void Queue::retire(WakeList& wakes) noexcept
{
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
}

void Queue::add(Consumer& consumer) { consumers_.push_back(&consumer); }

void Queue::remove(Consumer& consumer, WakeList& wakes) noexcept
{
    std::erase(consumers_, &consumer);
    stop_waiting(consumer);
    if (consumer.state == Consumer::State::woken && engine_->available())
        wake_one(wakes);
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

std::optional<std::string_view> Queue::subscriber() const noexcept
{
    const auto at = storage_name_.find('@');
    if (at == std::string::npos)
        return std::nullopt;
    return std::string_view(storage_name_).substr(0, at);
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
