// SPDX-License-Identifier: BSL-1.0
// The set of queues, and the plugin.
#include "priority_queue.hpp"

#include <dmq/plugin/log.hpp>
#include <dmq/plugin/plugin.hpp>

#include <memory>
#include <stdexcept>

namespace priority {
namespace {

dmq::Setting<std::uint32_t> key_bytes("key_bytes", 1, dmq::Reload::no, {1, 255});

/// Keeps nothing on the disk: a stop says how many records that costs.
class PriorityChannels final : public dmq::IStorageChannels {
public:
    void restore(const std::function<void(std::string_view)>&) override { }
    std::unique_ptr<dmq::IStorageEngine> open(std::string_view, std::uint64_t capacity) override
    {
        return std::make_unique<PriorityQueue>(key_bytes.get(), capacity, held_);
    }
    void started() noexcept override { }
    void commit() noexcept override { }
    bool shutdown() noexcept override
    {
        if (held_ > 0)
            dmq::log::error("storage.priority", held_.load(), " records were in memory: lost");
        return held_ == 0;
    }

private:
    std::atomic<std::uint64_t> held_ = 0;
};

std::unique_ptr<dmq::IStorageChannels> make(const dmq::StorageSettings& settings)
{
    if (settings.options.size() > settings.options.count("key_bytes"))
        throw std::runtime_error("[Plugin.priority]: expected no other key than key_bytes");
    return std::make_unique<PriorityChannels>();
}

void register_priority(dmq::IPluginRegistrar& to)
{
    to.add_setting(key_bytes);
    to.add_storage("priority", &make);
}

} // namespace
} // namespace priority

DMQ_PLUGIN("priority", "0.1.0", priority::register_priority)
