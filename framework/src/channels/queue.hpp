// SPDX-License-Identifier: BSL-1.0
// One queue of a channel: a storage engine, its consumers, and who is woken when.
#pragma once

#include "channel_mutex.hpp"

#include <dmq/node/channels.hpp>
#include <dmq/plugin/channel.hpp>
#include <dmq/plugin/storage.hpp>

#include <boost/intrusive/list.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq {

/// Wakers to be called when the channel's lock is no longer held: to be declared before the lock.
class WakeList {
public:
    WakeList() = default;
    WakeList(const WakeList&) = delete;
    WakeList& operator=(const WakeList&) = delete;
    ~WakeList()
    {
        for (const auto& waker : wakers_)
            waker->wake();
    }
    void add(std::shared_ptr<IWaker> waker) { wakers_.push_back(std::move(waker)); }

private:
    std::vector<std::shared_ptr<IWaker>> wakers_;
};

/// What a queue knows of a consumer. Guarded by the channel's lock.
struct Consumer
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    enum class State : std::uint8_t {
        busy, // looks at the queue by itself before it waits
        waiting, // in the queue's list
        woken, // was chosen, and has not looked yet
    };
    explicit Consumer(std::shared_ptr<IWaker> to_wake) : waker(std::move(to_wake)) { }

    const std::shared_ptr<IWaker> waker;
    State state = State::busy;
};

/// All methods but those of ILeaseOwner are called with the channel's lock held. Leases and
/// subscriptions keep a queue alive that its channel has dropped.
class Queue final : public ILeaseOwner, public std::enable_shared_from_this<Queue> {
public:
    Queue(std::shared_ptr<ChannelMutex> channel_mutex, std::string storage_name,
          std::unique_ptr<IStorageEngine> engine);
    ~Queue() override;

    // ILeaseOwner: these take the lock themselves.
    void release(std::uint64_t ticket) noexcept override;
    void release_all(std::span<const std::uint64_t> tickets) noexcept override;
    void put_back(std::uint64_t ticket, std::size_t from) noexcept override;

    PushStatus push(Bytes record, WakeList& wakes) noexcept;
    RunResult push_run(RecordRun run, WakeList& wakes) noexcept;
    /// Lends records; other waiting consumers get their share, and are woken for what is left.
    Lease take(std::size_t max_bytes, WakeList& wakes) noexcept;
    /// Whether a consumer waits, or was woken and has not looked yet.
    bool idle_consumers() const noexcept;
    /// See IChannel::peek.
    RecordCopies peek(PeekLimits limits);
    /// Forgets all records; returns how many.
    std::uint64_t clear() noexcept;
    /// The queue is removed: wakes all consumers, whatever they wait for.
    void retire(WakeList& wakes) noexcept;
    bool retired() const noexcept { return retired_; }
    void rename(std::string storage_name);

    void add(Consumer& consumer);
    void remove(Consumer& consumer, WakeList& wakes) noexcept;
    /// False if there is something to take.
    bool wait(Consumer& consumer) noexcept;
    void stop_waiting(Consumer& consumer) noexcept;
    /// The consumer cannot take anything now: another one is woken for what it was chosen for.
    void decline(Consumer& consumer, WakeList& wakes) noexcept;

    std::string_view storage_name() const noexcept { return storage_name_; }
    /// What stands in front of '@'; nullopt for the queue of a channel without subscribers.
    std::optional<std::string_view> subscriber() const noexcept;
    bool has_subscriber() const noexcept { return has_subscriber_; }
    QueueUsage usage() const noexcept { return engine_->usage(); }
    std::size_t consumers() const noexcept { return consumers_.size(); }
    const ActionCounters& counters() const noexcept { return counters_; }

private:
    Lease lend(const LeasedRun& run) noexcept;
    std::shared_ptr<Queue> ended(std::size_t leases) noexcept;
    void count(const Delivered& delivered) noexcept;
    void wake_one(WakeList& wakes) noexcept;

    const std::shared_ptr<ChannelMutex> mutex_;
    std::string storage_name_;
    bool has_subscriber_;
    std::unique_ptr<IStorageEngine> engine_;
    boost::intrusive::list<Consumer, boost::intrusive::constant_time_size<false>> waiting_;
    std::vector<Consumer*> consumers_;
    ActionCounters counters_;
    std::size_t leases_ = 0; // not ended yet
    std::shared_ptr<Queue> self_; // keeps the queue alive while there are any
    bool retired_ = false;
};

} // namespace dmq
