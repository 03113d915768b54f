// SPDX-License-Identifier: BSL-1.0
// Channels as request handlers see them. Every method may be called from any event loop.
#pragma once

#include <dmq/plugin/storage.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace dmq {

inline constexpr std::size_t max_channel_name = 180;
inline constexpr std::size_t max_subscriber_name = 60;

/// Whether a channel may have this name: [A-Za-z0-9_-], 1 to 180 bytes (legacy-protocol §10; the
/// limit keeps `<subscriber>@<channel>.rq` a file name).
DMQ_EXPORT bool valid_channel_name(std::string_view name) noexcept;
/// The same alphabet, 0 to 60 bytes.
DMQ_EXPORT bool valid_subscriber_name(std::string_view name) noexcept;

/// Where leased records go back to. Implemented by the framework; mocked in tests.
class ILeaseOwner {
public:
    virtual ~ILeaseOwner() = default;
    virtual void release(std::uint64_t ticket) noexcept = 0;
    virtual void put_back(std::uint64_t ticket, std::size_t from) noexcept = 0;
    /// release() of several.
    virtual void release_all(std::span<const std::uint64_t> tickets) noexcept
    {
        for (const std::uint64_t ticket : tickets)
            release(ticket);
    }
};

/// Whole records at the head of a queue, in wire layout. Whatever was not reported as done goes
/// back to the head of the queue when the lease is destroyed. Keeps the memory it shows alive.
class Lease {
public:
    Lease() noexcept = default;
    Lease(std::shared_ptr<ILeaseOwner> owner, const LeasedRun& run) noexcept
        : owner_(std::move(owner)), run_(run)
    {
    }
    Lease(Lease&& other) noexcept
        : owner_(std::move(other.owner_)),
          run_(std::exchange(other.run_, {})),
          delivered_(std::exchange(other.delivered_, 0))
    {
    }
    Lease& operator=(Lease&& other) noexcept
    {
        Lease moved(std::move(other));
        std::swap(owner_, moved.owner_);
        std::swap(run_, moved.run_);
        std::swap(delivered_, moved.delivered_);
        return *this;
    }
    ~Lease()
    {
        if (owner_)
            owner_->put_back(run_.ticket, delivered_);
    }

    bool empty() const noexcept { return run_.records == 0; }
    std::uint32_t records() const noexcept { return run_.records; }
    /// Wire size in bytes.
    std::size_t size() const noexcept { return run_.size(); }
    /// Valid until done() or destruction.
    const std::array<Bytes, 2>& spans() const noexcept { return run_.spans; }

    /// All records are delivered: the queue forgets them.
    void done() noexcept
    {
        if (auto owner = std::move(owner_))
            owner->release(run_.ticket);
    }
    /// The records that lie whole within the first `sent` bytes are delivered. May only grow.
    DMQ_EXPORT void done_through(std::size_t sent) noexcept;

private:
    friend class DoneLeases;

    std::shared_ptr<ILeaseOwner> owner_;
    LeasedRun run_;
    std::size_t delivered_ = 0;
};

/// Leases that are done one after the other: those of one queue are reported together, at the
/// latest when this object ends.
class DoneLeases {
public:
    DoneLeases() noexcept = default;
    DoneLeases(const DoneLeases&) = delete;
    DoneLeases& operator=(const DoneLeases&) = delete;
    ~DoneLeases() { report(); }

    /// As lease.done().
    void add(Lease& lease) noexcept
    {
        if (!lease.owner_)
            return;
        if (lease.owner_ != owner_ || count_ == tickets_.size())
            report();
        owner_ = std::move(lease.owner_);
        tickets_[count_++] = lease.run_.ticket;
    }

private:
    void report() noexcept
    {
        if (const auto owner = std::move(owner_))
            owner->release_all(std::span(tickets_.data(), std::exchange(count_, 0)));
    }

    std::shared_ptr<ILeaseOwner> owner_;
    std::array<std::uint64_t, 64> tickets_; // of owner_, the first count_
    std::size_t count_ = 0;
};

/// How a consumer is told that its queue has news. Called from any thread, without locks held; only
/// posts to the consumer's own loop.
class IWaker {
public:
    virtual ~IWaker() = default;
    virtual void wake() noexcept = 0;
};

/// One consumer of one queue. Used on the loop of the request that subscribed; destroying it ends
/// the subscription (the queue stays) and passes an unused wake-up on to another consumer.
class ISubscription {
public:
    virtual ~ISubscription() = default;
    /// The oldest records, see IStorageEngine::lease; empty when there is nothing. With other
    /// consumers waiting it takes only a share. After removal it is always empty.
    virtual Lease take(std::size_t max_bytes) noexcept = 0;
    /// The same to go with what take() gave; nothing while other consumers are idle.
    virtual Lease take_more(std::size_t max_bytes) noexcept = 0;
    /// Lets another consumer be woken in place of this one, which cannot take anything now.
    virtual void decline() noexcept = 0;
    /// The channel or the subscriber was removed: nothing more will come.
    virtual bool removed() const noexcept = 0;
    /// Asks for one wake() as soon as there is something to take. Returns false, and asks for
    /// nothing, if that is so already or the channel was removed. The removal wakes in any case.
    virtual bool arm() noexcept = 0;
    /// Withdraws arm(), if it is still in force.
    virtual void disarm() noexcept = 0;
};

/// Copies of whole records in wire layout, the oldest first.
struct RecordCopies {
    std::vector<std::byte> bytes;
    std::uint32_t records = 0;

    RecordRun run() const noexcept { return {bytes, records}; }
    bool operator==(const RecordCopies&) const = default;
};

/// How much peek() shows: a number of records, and bytes of wire size.
struct PeekLimits {
    std::uint32_t records = 1;
    std::size_t bytes = 0;
};

enum class SubscriberRemoval : std::uint8_t {
    removed,
    unknown, // there is no such subscriber
    failed, // the storage cannot open a queue for what comes next; nothing has changed
};

/// Called for each queue of a channel: storage name, what it holds, how many consumers it has.
using QueueVisitor =
    std::function<void(std::string_view storage_name, const QueueUsage&, std::size_t consumers)>;

/// A channel stays valid after its removal for those who hold it; a push then goes to the channel
/// that has the name now.
class IChannel {
public:
    virtual ~IChannel() = default;
    /// Valid as long as the channel object.
    virtual std::string_view name() const noexcept = 0;
    /// Stores a copy of a non-empty record for every subscriber. `full` or `failed` if any of them
    /// refused it; the others have it then. An empty one is refused, with a line in the log.
    virtual PushStatus push(Bytes record) noexcept = 0;
    /// The same for many records with one lock and one copy. `refused` counts each queue's
    /// refusals. What is no run of whole, non-empty records is refused as a whole, with a line in
    /// the log.
    virtual RunResult push_run(RecordRun run) noexcept = 0;
    /// The oldest record of a channel without subscribers (empty if there is none); nullopt: it has
    /// subscribers, or was removed.
    virtual std::optional<Lease> pop() noexcept = 0;
    /// Becomes a consumer of the subscriber's queue, which is created if missing; the first
    /// subscriber takes over what the channel holds (node-behaviour §9.3). `waker` is kept until
    /// the subscription is destroyed. Null if the name is invalid or the storage failed; throws
    /// std::invalid_argument if there is no waker.
    virtual std::unique_ptr<ISubscription> subscribe(std::string_view subscriber,
                                                     std::shared_ptr<IWaker> waker) = 0;
    /// Sum over all queues.
    virtual QueueUsage usage() const noexcept = 0;
    virtual void for_each_queue(const QueueVisitor& visit) const = 0;

    // For administration. `subscriber` names a queue; the one queue of a channel without
    // subscribers is "". Nothing is found in a removed channel.

    /// Copies the oldest records that no consumer has taken, and leaves them where they are; at
    /// least one if there is one, however long. nullopt: no such queue. Throws std::bad_alloc.
    virtual std::optional<RecordCopies> peek(std::string_view subscriber, PeekLimits limits) = 0;
    /// Forgets all records of one queue, or of all (nullopt); what consumers have taken may still
    /// reach them. Returns how many records were forgotten; nullopt: no such queue.
    virtual std::optional<std::uint64_t> clear(
        std::optional<std::string_view> subscriber) noexcept = 0;
    /// Drops the subscriber's queue; its consumers are told as when a channel is removed. When the
    /// last one goes, an empty queue without subscriber takes its place.
    virtual SubscriberRemoval remove_subscriber(std::string_view subscriber) noexcept = 0;
};

class IChannels {
public:
    /// Under which a node offers it to its requests.
    static constexpr std::string_view service_name = "dmq.channels.1";

    virtual ~IChannels() = default;
    /// Null if there is none.
    virtual std::shared_ptr<IChannel> find(std::string_view name) noexcept = 0;
    /// Null if the name is invalid or the storage failed (it has said so in the log).
    virtual std::shared_ptr<IChannel> get_or_create(std::string_view name) noexcept = 0;
    /// find() and get_or_create() for use at once, without a share in the channel: it is valid
    /// until the calling thread waits, or calls this object again.
    virtual IChannel* borrow(std::string_view name) noexcept = 0;
    virtual IChannel* borrow_or_create(std::string_view name) noexcept = 0;
    /// Drops all records and subscribers and tells all consumers. No-op for an unknown name.
    virtual void remove(std::string_view name) noexcept = 0;
    /// Visits a snapshot of the channels; `visit` may call anything here.
    virtual void for_each(const std::function<void(IChannel&)>& visit) = 0;
};

} // namespace dmq
