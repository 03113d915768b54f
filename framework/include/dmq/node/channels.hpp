// SPDX-License-Identifier: BSL-1.0
// All channels of a node, on top of one storage plugin.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/channel.hpp>
#include <dmq/plugin/storage.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace dmq {

class Channel;

/// Records and payload bytes since the start; a push to three subscribers counts three times.
struct ActionCounters {
    std::uint64_t pushed_records = 0;
    std::uint64_t pushed_bytes = 0;
    std::uint64_t popped_records = 0;
    std::uint64_t popped_bytes = 0;
    std::uint64_t refused_records = 0;

    ActionCounters& operator+=(const ActionCounters& other) noexcept;
};

/// Owns the channels of a node by name. Thread-safe; each channel has one lock of its own.
class DMQ_EXPORT Channels final : public IChannels {
public:
    /// Bytes of memory for each queue of a channel. Called from any thread.
    using Capacity = std::function<std::uint64_t(std::string_view channel)>;

    /// `storage` must outlive this object.
    Channels(IStorageChannels& storage, Capacity capacity);
    ~Channels() override;
    Channels(const Channels&) = delete;
    Channels& operator=(const Channels&) = delete;

    /// Brings back what the storage holds from before. Once, before anything else. Throws
    /// std::exception with what is wrong.
    void restore();
    /// The node stops: nothing is stored from now on (PushStatus::failed), nothing is created.
    void close() noexcept;

    std::shared_ptr<IChannel> find(std::string_view name) noexcept override;
    std::shared_ptr<IChannel> get_or_create(std::string_view name) noexcept override;
    IChannel* borrow(std::string_view name) noexcept override;
    IChannel* borrow_or_create(std::string_view name) noexcept override;
    void remove(std::string_view name) noexcept override;
    void for_each(const std::function<void(IChannel&)>& visit) override;

    /// Sum over all channels, removed ones included.
    ActionCounters counters() const;

private:
    friend class Channel;

    std::unique_ptr<IStorageEngine> open(std::string_view channel, std::string_view storage_name);
    const std::shared_ptr<IChannel>& recall(std::string_view name) noexcept;
    std::shared_ptr<Channel> create(std::string_view name);
    void restore_queue(std::string_view storage_name);

    IStorageChannels& storage_;
    Capacity capacity_;
    mutable std::shared_mutex mutex_; // guards what follows
    std::map<std::string, std::shared_ptr<Channel>, std::less<>> channels_;
    ActionCounters removed_; // what removed channels had counted
    bool closed_ = false;
};

} // namespace dmq
