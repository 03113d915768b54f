// SPDX-License-Identifier: BSL-1.0
#include "channel.hpp"

#include "subscription.hpp"

#include <dmq/node/loop_activity.hpp>
#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/log.hpp>

#include <algorithm>
#include <exception>
#include <stdexcept>

namespace dmq {
namespace {

constexpr std::chrono::minutes report_interval{1};

/// The worse of two outcomes.
PushStatus worse(PushStatus a, PushStatus b) noexcept { return std::max(a, b); }

/// Whole records that are not empty, as many as the run says.
bool well_formed(RecordRun run) noexcept
{
    std::size_t at = 0;
    std::uint32_t records = 0;
    for (; run.bytes.size() - at > record_header; ++records) {
        const auto length = load<std::uint64_t>(run.bytes.data() + at);
        if (length == 0 || length > run.bytes.size() - at - record_header)
            return false;
        at += record_header + length;
    }
    return at == run.bytes.size() && records == run.records;
}

/// In a line of the log: "" if the caller is not the request of a plugin.
std::string caller()
{
    const RegisteredRequest* request = request_of_thread();
    if (!request)
        return {};
    return " by request " + std::string(request->type.name) + " of plugin " + request->plugin;
}

} // namespace

Channel::Channel(Channels& owner, std::string name)
    : owner_(owner), name_(std::move(name)), mutex_(std::make_shared<ChannelMutex>())
{
}

void Channel::add_queue(std::string storage_name, std::unique_ptr<IStorageEngine> engine)
{
    queues_.push_back(std::make_shared<Queue>(mutex_, std::move(storage_name), std::move(engine)));
}

bool Channel::has_plain_queue() const noexcept
{
    return queues_.size() == 1 && !queues_.front()->has_subscriber();
}

ActionCounters Channel::retire(WakeList& wakes) noexcept
{
    Queues dropped; // end behind the lock
    const std::lock_guard lock(*mutex_);
    state_ = State::removed;
    for (const auto& queue : queues_) {
        queue->retire(wakes);
        dropped_ += queue->counters();
    }
    dropped.swap(queues_);
    return dropped_;
}

void Channel::let_go() noexcept
{
    Queues dropped; // end behind the lock
    const std::lock_guard lock(*mutex_);
    state_ = State::removed;
    dropped.swap(queues_);
}

void Channel::close() noexcept
{
    const std::lock_guard lock(*mutex_);
    if (state_ == State::open)
        state_ = State::closed;
}

ActionCounters Channel::counters() const
{
    const std::lock_guard lock(*mutex_);
    ActionCounters total = dropped_;
    for (const auto& queue : queues_)
        total += queue->counters();
    return total;
}

PushStatus Channel::push(Bytes record) noexcept
{
    if (record.empty()) {
        report_bad_argument("push: an empty record");
        return PushStatus::failed;
    }
    {
        WakeList wakes;
        const std::lock_guard lock(*mutex_);
        if (state_ == State::open) {
            PushStatus result = PushStatus::stored;
            for (const auto& queue : queues_)
                result = worse(result, queue->push(record, wakes));
            if (result == PushStatus::full)
                report_refusals(1);
            return result;
        }
    }
    const auto next = successor();
    return next ? next->push(record) : PushStatus::failed;
}

RunResult Channel::push_run(RecordRun run) noexcept
{
    if (!well_formed(run)) {
        report_bad_argument("push_run: not a run of whole, non-empty records");
        return {0, run.records, 0};
    }
    {
        WakeList wakes;
        const std::lock_guard lock(*mutex_);
        if (state_ == State::open) {
            RunResult total;
            for (const auto& queue : queues_) {
                const RunResult result = queue->push_run(run, wakes);
                total.stored += result.stored;
                total.refused += result.refused;
                total.stored_bytes += result.stored_bytes;
            }
            if (total.refused > 0)
                report_refusals(total.refused);
            return total;
        }
    }
    const auto next = successor();
    return next ? next->push_run(run) : RunResult{0, run.records, 0};
}

std::optional<Lease> Channel::pop() noexcept
{
    WakeList wakes;
    const std::lock_guard lock(*mutex_);
    if (state_ == State::removed || !has_plain_queue())
        return std::nullopt;
    return queues_.front()->take(0, wakes);
}

std::unique_ptr<ISubscription> Channel::subscribe(std::string_view subscriber,
                                                  std::shared_ptr<IWaker> waker)
{
    if (!waker)
        throw std::invalid_argument("IChannel::subscribe: a waker is needed");
    if (!valid_subscriber_name(subscriber))
        return nullptr;
    {
        const std::lock_guard lock(*mutex_);
        if (state_ == State::open) {
            try {
                return std::make_unique<Subscription>(mutex_, queue_of(subscriber),
                                                      std::move(waker));
            } catch (const std::exception& error) {
                log::error("channels", "channel ", name_, ": cannot subscribe '", subscriber,
                           "': ", error.what());
                return nullptr;
            }
        }
    }
    const auto next = successor();
    return next ? next->subscribe(subscriber, std::move(waker)) : nullptr;
}

QueueUsage Channel::usage() const noexcept
{
    const std::lock_guard lock(*mutex_);
    QueueUsage total;
    for (const auto& queue : queues_)
        total += queue->usage();
    return total;
}

void Channel::for_each_queue(const QueueVisitor& visit) const
{
    const std::lock_guard lock(*mutex_);
    for (const auto& queue : queues_)
        visit(queue->storage_name(), queue->usage(), queue->consumers());
}

std::optional<RecordCopies> Channel::peek(std::string_view subscriber, PeekLimits limits)
{
    const std::lock_guard lock(*mutex_);
    const auto queue = find_queue(subscriber);
    return queue == queues_.end() ? std::nullopt : std::optional((*queue)->peek(limits));
}

std::optional<std::uint64_t> Channel::clear(std::optional<std::string_view> subscriber) noexcept
{
    const std::lock_guard lock(*mutex_);
    if (subscriber) {
        const auto queue = find_queue(*subscriber);
        return queue == queues_.end() ? std::nullopt : std::optional((*queue)->clear());
    }
    if (state_ == State::removed)
        return std::nullopt;
    std::uint64_t records = 0;
    for (const auto& queue : queues_)
        records += queue->clear();
    return records;
}

SubscriberRemoval Channel::remove_subscriber(std::string_view subscriber) noexcept
{
    WakeList wakes;
    const std::lock_guard lock(*mutex_);
    const auto queue = find_queue(subscriber);
    if (queue == queues_.end() || has_plain_queue())
        return SubscriberRemoval::unknown;
    if (queues_.size() > 1) {
        drop(queue, wakes);
        return SubscriberRemoval::removed;
    }
    try {
        add_queue(name_, owner_.open(name_, name_));
        drop(queues_.begin(), wakes);
        return SubscriberRemoval::removed;
    } catch (const std::exception& error) {
        log::error("channels", "channel ", name_, ": cannot remove its last subscriber '",
                   subscriber, "': ", error.what());
        return SubscriberRemoval::failed;
    }
}

void Channel::drop(Queues::iterator queue, WakeList& wakes) noexcept
{
    (*queue)->retire(wakes);
    dropped_ += (*queue)->counters();
    queues_.erase(queue);
}

Channel::Queues::iterator Channel::find_queue(std::string_view subscriber) noexcept
{
    if (state_ == State::removed)
        return queues_.end();
    return std::ranges::find_if(
        queues_, [&](const auto& queue) { return queue->subscriber().value_or("") == subscriber; });
}

std::shared_ptr<Queue> Channel::queue_of(std::string_view subscriber)
{
    for (const auto& queue : queues_) {
        if (queue->subscriber() == subscriber)
            return queue;
    }
    std::string storage_name = std::string(subscriber) + '@' + name_;
    if (has_plain_queue())
        queues_.front()->rename(std::move(storage_name));
    else
        add_queue(storage_name, owner_.open(name_, storage_name));
    return queues_.back();
}

std::shared_ptr<IChannel> Channel::successor() const noexcept
{
    const State state = [this] {
        const std::lock_guard lock(*mutex_);
        return state_;
    }();
    const auto self = shared_from_this(); // finding another one ends the loan of this one
    return state == State::closed ? nullptr : owner_.get_or_create(name_);
}

void Channel::report_bad_argument(std::string_view what) noexcept
{
    const auto now = std::chrono::steady_clock::now();
    {
        const std::lock_guard lock(*mutex_);
        if (now < next_bad_argument_)
            return;
        next_bad_argument_ = now + report_interval;
    }
    log::error("channels", "channel ", name_, ": ", what, caller(), " is refused");
}

void Channel::report_refusals(std::uint64_t refused) noexcept
{
    unreported_refusals_ += refused;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_report_)
        return;
    log::warn("channels", "channel ", name_, " is full: ", unreported_refusals_,
              " records refused since the last report");
    unreported_refusals_ = 0;
    next_report_ = now + report_interval;
}

} // namespace dmq
