// SPDX-License-Identifier: BSL-1.0
#include "channel.hpp"
#include "recently_found.hpp"

#include <dmq/node/channels.hpp>
#include <dmq/plugin/log.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace dmq {
namespace {

constexpr std::string_view logger = "channels";

/// Changes whenever a channel is removed, in whichever node of the process.
std::atomic<std::uint64_t> generation{1};

// the framework is loaded with the program
[[gnu::tls_model("initial-exec")]] thread_local RecentlyFound recently_found;

} // namespace

ActionCounters& ActionCounters::operator+=(const ActionCounters& other) noexcept
{
    pushed_records += other.pushed_records;
    pushed_bytes += other.pushed_bytes;
    popped_records += other.popped_records;
    popped_bytes += other.popped_bytes;
    refused_records += other.refused_records;
    return *this;
}

Channels::Channels(IStorageChannels& storage, Capacity capacity)
    : storage_(storage), capacity_(std::move(capacity))
{
    ++generation; // another object may have been at this address
}

Channels::~Channels()
{
    for (const auto& [name, channel] : channels_)
        channel->let_go();
}

void Channels::restore()
{
    std::vector<std::string> storage_names;
    storage_.restore([&](std::string_view name) { storage_names.emplace_back(name); });
    for (const std::string& name : storage_names)
        restore_queue(name);
}

void Channels::restore_queue(std::string_view storage_name)
{
    const std::string_view name = channel_of(storage_name);
    auto& channel = channels_[std::string(name)];
    if (!channel)
        channel = std::make_shared<Channel>(*this, std::string(name));
    else if (!has_subscriber(storage_name) || channel->has_plain_queue())
        throw std::runtime_error("the data directory holds channel '" + std::string(name) +
                                 "' both with and without subscribers ('" +
                                 std::string(storage_name) + "' is one of them)");
    channel->add_queue(std::string(storage_name), open(name, storage_name));
}

void Channels::close() noexcept
{
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for (const auto& [name, channel] : channels_)
        channel->close();
}

/// The reference is valid until the thread's next call.
const std::shared_ptr<IChannel>& Channels::recall(std::string_view name) noexcept
{
    const auto& known = recently_found.find(this, generation.load(std::memory_order_acquire), name);
    if (known)
        return known;
    const std::shared_lock lock(mutex_);
    const auto found = channels_.find(name);
    if (found == channels_.end())
        return recently_found.keep(nullptr);
    return recently_found.add(this, generation.load(std::memory_order_relaxed), name,
                              found->second);
}

std::shared_ptr<IChannel> Channels::find(std::string_view name) noexcept { return recall(name); }

IChannel* Channels::borrow(std::string_view name) noexcept { return recall(name).get(); }

IChannel* Channels::borrow_or_create(std::string_view name) noexcept
{
    IChannel* const known = borrow(name);
    return known ? known : recently_found.keep(get_or_create(name)).get();
}

std::shared_ptr<IChannel> Channels::get_or_create(std::string_view name) noexcept
{
    if (auto channel = find(name))
        return channel;
    if (!valid_channel_name(name))
        return nullptr;
    try {
        return create(name);
    } catch (const std::exception& error) {
        log::error(logger, "cannot create channel ", name, ": ", error.what());
        return nullptr;
    }
}

std::shared_ptr<Channel> Channels::create(std::string_view name)
{
    const std::lock_guard lock(mutex_);
    if (closed_)
        return nullptr;
    if (const auto found = channels_.find(name); found != channels_.end())
        return found->second;
    auto channel = std::make_shared<Channel>(*this, std::string(name));
    channel->add_queue(std::string(name), open(name, name));
    channels_.emplace(name, channel);
    return channel;
}

void Channels::remove(std::string_view name) noexcept
{
    WakeList wakes;
    std::shared_ptr<Channel> channel;
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(name);
    if (found == channels_.end())
        return;
    channel = found->second;
    channels_.erase(found);
    ++generation;
    removed_ += channel->retire(wakes);
}

void Channels::for_each(const std::function<void(IChannel&)>& visit)
{
    std::vector<std::shared_ptr<Channel>> snapshot;
    {
        const std::shared_lock lock(mutex_);
        snapshot.reserve(channels_.size());
        for (const auto& [name, channel] : channels_)
            snapshot.push_back(channel);
    }
    for (const auto& channel : snapshot)
        visit(*channel);
}

ActionCounters Channels::counters() const
{
    const std::shared_lock lock(mutex_);
    ActionCounters total = removed_;
    for (const auto& [name, channel] : channels_)
        total += channel->counters();
    return total;
}

std::unique_ptr<IStorageEngine> Channels::open(std::string_view channel,
                                               std::string_view storage_name)
{
    std::unique_ptr<IStorageEngine> queue;
    try {
        queue = storage_.open(storage_name, capacity_(channel));
    } catch (const std::exception&) {
        throw;
    } catch (...) {
        throw std::runtime_error("the storage plugin threw something that is not a std::exception");
    }
    if (!queue)
        throw std::runtime_error("the storage plugin has opened nothing");
    return queue;
}

} // namespace dmq
