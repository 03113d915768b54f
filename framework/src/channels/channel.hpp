// SPDX-License-Identifier: BSL-1.0
// A channel: its queues behind one lock.
#pragma once

#include "queue.hpp"

#include <dmq/node/channels.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmq {

/// Thread-safe. Either one queue without subscriber, or one for each subscriber (node-behaviour
/// §9.1); once removed, pushes go to the channel that has the name then.
class Channel final : public IChannel, public std::enable_shared_from_this<Channel> {
public:
    /// `owner` must outlive the channel's use. The channel has no queue until add_queue().
    Channel(Channels& owner, std::string name);

    /// Before the channel is shared: adds the queue of this storage name.
    void add_queue(std::string storage_name, std::unique_ptr<IStorageEngine> engine);
    bool has_plain_queue() const noexcept;
    bool empty() const noexcept { return queues_.empty(); }
    /// Drops all records and queues, tells all consumers. Returns what it has counted.
    ActionCounters retire(WakeList& wakes) noexcept;
    /// The node ends: what remains of the channel has no queues any more.
    void let_go() noexcept;
    /// Nothing is stored any more.
    void close() noexcept;
    ActionCounters counters() const;

    std::string_view name() const noexcept override { return name_; }
    PushStatus push(Bytes record) noexcept override;
    RunResult push_run(RecordRun run) noexcept override;
    std::optional<Lease> pop() noexcept override;
    std::unique_ptr<ISubscription> subscribe(std::string_view subscriber,
                                             std::shared_ptr<IWaker> waker) override;
    QueueUsage usage() const noexcept override;
    void for_each_queue(const QueueVisitor& visit) const override;
    std::optional<RecordCopies> peek(std::string_view subscriber, PeekLimits limits) override;
    std::optional<std::uint64_t> clear(
        std::optional<std::string_view> subscriber) noexcept override;
    SubscriberRemoval remove_subscriber(std::string_view subscriber) noexcept override;

private:
    enum class State : std::uint8_t { open, removed, closed };

    using Queues = std::vector<std::shared_ptr<Queue>>;

    std::shared_ptr<Queue> queue_of(std::string_view subscriber);
    /// The subscriber's queue, or the plain one for an empty name; end() if there is none.
    Queues::iterator find_queue(std::string_view subscriber) noexcept;
    void drop(Queues::iterator queue, WakeList& wakes) noexcept;
    /// Behind it this object may be gone, if it was borrowed.
    std::shared_ptr<IChannel> successor() const noexcept;
    void report_bad_argument(std::string_view what) noexcept;
    void report_refusals(std::uint64_t refused) noexcept;

    Channels& owner_;
    const std::string name_;
    const std::shared_ptr<ChannelMutex> mutex_; // guards what follows, and the queues
    Queues queues_;
    ActionCounters dropped_; // what dropped queues had counted
    State state_ = State::open;
    std::uint64_t unreported_refusals_ = 0;
    std::chrono::steady_clock::time_point next_report_;
    std::chrono::steady_clock::time_point next_bad_argument_;
};

} // namespace dmq
