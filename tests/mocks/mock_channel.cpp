// SPDX-License-Identifier: BSL-1.0
// The default behaviour of a mocked channel and its subscriptions.
#include "mocks/mock_channel.hpp"

#include "mocks/mock_lease_owner.hpp"

#include <algorithm>
#include <limits>

namespace dmq::mocks {

MockSubscription::MockSubscription(std::shared_ptr<QueueState> queue, std::shared_ptr<IWaker> waker)
    : queue_(std::move(queue)), waker_(std::move(waker))
{
    ++queue_->subscriptions;
    queue_->wakers.push_back(waker_);
    ON_CALL(*this, take).WillByDefault([this](std::size_t max_bytes) {
        return queue_->removed ? Lease() : MockLeaseOwner::lend(queue_, max_bytes);
    });
    ON_CALL(*this, take_more).WillByDefault([this](std::size_t max_bytes) {
        return queue_->removed || queue_->others_idle ? Lease()
                                                      : MockLeaseOwner::lend(queue_, max_bytes);
    });
    ON_CALL(*this, decline).WillByDefault([this] { ++queue_->declined; });
    ON_CALL(*this, removed).WillByDefault([this] { return queue_->removed; });
    ON_CALL(*this, arm).WillByDefault([this] {
        if (!queue_->records.empty() || queue_->removed)
            return false;
        queue_->armed = waker_;
        return true;
    });
    ON_CALL(*this, disarm).WillByDefault([this] { queue_->armed = nullptr; });
}

MockSubscription::~MockSubscription()
{
    --queue_->subscriptions;
    queue_->armed = nullptr;
    const auto own = std::ranges::find(queue_->wakers, waker_);
    queue_->wakers.erase(own);
}

MockChannel::MockChannel(std::string channel_name,
                         std::function<std::shared_ptr<IChannel>()> successor)
    : queue_(std::make_shared<QueueState>()), successor_(std::move(successor))
{
    queue_->channel = std::move(channel_name);
    ON_CALL(*this, name).WillByDefault([this]() -> std::string_view { return queue_->channel; });
    ON_CALL(*this, push).WillByDefault([this](Bytes record) { return store(record); });
    ON_CALL(*this, push_run).WillByDefault([this](RecordRun run) {
        RunResult result;
        for (Bytes record : Records(run.bytes)) {
            const bool stored = store(record) == PushStatus::stored;
            ++(stored ? result.stored : result.refused);
            result.stored_bytes += stored ? record.size() : 0;
        }
        return result;
    });
    ON_CALL(*this, pop).WillByDefault([this] { return pop_one(); });
    ON_CALL(*this, subscribe)
        .WillByDefault([this](std::string_view, std::shared_ptr<IWaker> waker) {
            return add_consumer(std::move(waker));
        });
    ON_CALL(*this, usage).WillByDefault([this] { return count(); });
    ON_CALL(*this, for_each_queue).WillByDefault([this](const QueueVisitor& visit) {
        visit((queue_->subscribed ? "@" : "") + queue_->channel, count(), queue_->subscriptions);
    });
    ON_CALL(*this, peek).WillByDefault([this](std::string_view subscriber, PeekLimits limits) {
        return has_queue(subscriber) ? std::optional(copy(limits)) : std::nullopt;
    });
    ON_CALL(*this, clear).WillByDefault([this](std::optional<std::string_view> subscriber) {
        return has_queue(subscriber.value_or("")) ? std::optional(clear_all()) : std::nullopt;
    });
    ON_CALL(*this, remove_subscriber).WillByDefault([this](std::string_view subscriber) {
        if (!queue_->subscribed || !has_queue(subscriber))
            return SubscriberRemoval::unknown;
        queue_->effects.emplace_back("unsubscribed");
        queue_->subscribed = false;
        clear_all();
        return SubscriberRemoval::removed;
    });
}

MockChannel::~MockChannel() = default;

PushStatus MockChannel::store(Bytes record)
{
    if (queue_->removed) {
        const auto next = successor_ ? successor_() : nullptr;
        return next ? next->push(record) : PushStatus::failed;
    }
    if (queue_->answer == PushStatus::stored)
        queue_->store(text_of(record));
    else
        queue_->effects.push_back("refused " + std::string(text_of(record)));
    return queue_->answer;
}

std::optional<Lease> MockChannel::pop_one()
{
    if (queue_->subscribed || queue_->removed)
        return std::nullopt;
    if (!queue_->records.empty())
        queue_->effects.emplace_back("popped");
    return MockLeaseOwner::lend(queue_, 1);
}

std::unique_ptr<ISubscription> MockChannel::add_consumer(std::shared_ptr<IWaker> waker)
{
    if (refuse_subscriptions_)
        return nullptr;
    queue_->subscribed = true;
    queue_->effects.emplace_back("subscribed");
    return std::make_unique<testing::NiceMock<MockSubscription>>(queue_, std::move(waker));
}

/// The only queue is that of the subscriber "".
bool MockChannel::has_queue(std::string_view subscriber) const
{
    return subscriber.empty() && !queue_->removed;
}

RecordCopies MockChannel::copy(PeekLimits limits) const
{
    RecordCopies copies;
    for (const std::string& record : queue_->records) {
        const std::size_t size = copies.bytes.size() + record_header + record.size();
        if (copies.records == limits.records || (copies.records > 0 && size > limits.bytes))
            break;
        const std::size_t at = copies.bytes.size();
        copies.bytes.resize(size);
        dmq::store<std::uint64_t>(copies.bytes.data() + at, record.size());
        std::ranges::copy(bytes_of(record), copies.bytes.data() + at + record_header);
        ++copies.records;
    }
    return copies;
}

std::uint64_t MockChannel::clear_all()
{
    const std::uint64_t records = queue_->records.size();
    queue_->records.clear();
    queue_->effects.emplace_back("cleared");
    return records;
}

QueueUsage MockChannel::count() const
{
    QueueUsage usage;
    usage.memory_records = queue_->records.size();
    for (const std::string& record : queue_->records)
        usage.memory_bytes += record_header + record.size();
    usage.capacity = std::numeric_limits<std::uint32_t>::max();
    return usage;
}

} // namespace dmq::mocks
