// SPDX-License-Identifier: BSL-1.0
// Channels that a thread has found before, by name.
#pragma once

#include <dmq/node/channels.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace dmq {

/// Lets a request find its channel without a lock or a reference count. What it keeps alive of a
/// removed channel is the bare object, without queues. Used by one thread; references that it
/// returns are valid until the next call.
class RecentlyFound {
public:
    /// Null if it has not been added since `generation` began.
    const std::shared_ptr<IChannel>& find(const Channels* in, std::uint64_t generation,
                                          std::string_view name) const noexcept
    {
        const Slot& slot = slots_[slot_of(name)];
        const bool same = slot.in == in && slot.since == generation &&
            std::string_view(slot.name.data(), slot.size) == name;
        return same ? slot.channel : nothing_;
    }
    const std::shared_ptr<IChannel>& add(const Channels* in, std::uint64_t generation,
                                         std::string_view name, std::shared_ptr<IChannel> channel)
    {
        if (name.size() > max_name)
            return keep(std::move(channel));
        Slot& slot = slots_[slot_of(name)];
        slot.in = in;
        slot.since = generation;
        std::ranges::copy(name, slot.name.begin());
        slot.size = name.size();
        slot.channel = std::move(channel);
        return slot.channel;
    }
    /// The last one is kept, and cannot be found.
    const std::shared_ptr<IChannel>& keep(std::shared_ptr<IChannel> channel) noexcept
    {
        kept_ = std::move(channel);
        return kept_;
    }

private:
    static constexpr std::size_t slots = 32;
    static constexpr std::size_t max_name = 64;

    struct Slot {
        const Channels* in = nullptr;
        std::uint64_t since = 0;
        std::size_t size = 0;
        std::array<char, max_name> name{};
        std::shared_ptr<IChannel> channel;
    };

    /// Names often differ in their last bytes only.
    static std::size_t slot_of(std::string_view name) noexcept
    {
        if (name.size() < 2)
            return 0;
        return (name.size() + static_cast<unsigned char>(name.back()) +
                7U * static_cast<unsigned char>(name[name.size() - 2])) %
            slots;
    }

    std::array<Slot, slots> slots_;
    std::shared_ptr<IChannel> kept_;
    const std::shared_ptr<IChannel> nothing_;
};

} // namespace dmq
