// SPDX-License-Identifier: BSL-1.0
// The storage plugin "ring": queues in memory.
#include "ring_channels.hpp"

#include <dmq/plugin/plugin.hpp>

#include <memory>

namespace {

std::unique_ptr<dmq::IStorageChannels> make(const dmq::StorageSettings& settings)
{
    return std::make_unique<dmq::ring::RingChannels>(settings);
}

void register_ring(dmq::IPluginRegistrar& to) { to.add_storage("ring", &make); }

} // namespace

DMQ_PLUGIN("ring", "0.1.0", register_ring)
