// SPDX-License-Identifier: BSL-1.0
// What the mocks of a channel share: its records, its consumers, and what has happened to it.
#pragma once

#include <dmq/plugin/channel.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dmq::mocks {

/// One queue. Tests set and read all of it.
struct QueueState {
    std::string channel;
    std::deque<std::string> records; // payloads, the oldest first
    PushStatus answer = PushStatus::stored; // what a push is answered; only `stored` stores
    bool subscribed = false; // pop() is refused
    bool removed = false;
    std::uint32_t open_leases = 0; // neither done nor put back
    std::uint32_t most_open_leases = 0; // at any time
    std::uint32_t subscriptions = 0; // alive now
    bool others_idle = false; // ISubscription::take_more() gives nothing
    std::uint32_t declined = 0; // calls of ISubscription::decline()
    std::vector<std::shared_ptr<IWaker>> wakers; // of the subscriptions
    std::shared_ptr<IWaker> armed; // set between ISubscription::arm() and disarm() or the wake-up
    /// In order: "created", "stored x", "refused x", "popped", "subscribed", "unsubscribed",
    /// "cleared", "removed".
    std::vector<std::string> effects;

    void wake()
    {
        if (const auto waker = std::exchange(armed, nullptr))
            waker->wake();
    }
    void store(std::string_view record)
    {
        records.emplace_back(record);
        effects.push_back("stored " + records.back());
        wake();
    }
    void remove()
    {
        removed = true;
        records.clear();
        effects.emplace_back("removed");
        armed = nullptr;
        for (const auto& waker : wakers)
            waker->wake();
    }
};

} // namespace dmq::mocks
