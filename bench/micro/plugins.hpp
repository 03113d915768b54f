// SPDX-License-Identifier: BSL-1.0
// The node's plugins, and channels on top of its ring.
#pragma once

#include <dmq/node/channels.hpp>
#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/storage.hpp>

#include <memory>

namespace dmq::bench {

/// Push, Pop, Produce, Consume and ring; loaded once from beside the program.
const PluginRegistry& plugins();

/// Queues in memory; nothing of them is saved.
std::unique_ptr<IStorageChannels> make_ring();

/// Bytes of each queue.
inline constexpr std::uint64_t queue_size = 64 * 1024 * 1024;

/// Channels of a node.
class RingChannels {
public:
    RingChannels()
        : storage_(make_ring()), channels_(*storage_, [](auto) { return queue_size; }) { }
    Channels& get() noexcept { return channels_; }

private:
    std::unique_ptr<IStorageChannels> storage_;
    Channels channels_;
};

} // namespace dmq::bench
