// SPDX-License-Identifier: BSL-1.0
// What any thread hands to the client's executor.
#pragma once

#include "core/engine.hpp"

#include <dmq/client/detail/delivery.hpp>

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace dmq::client {

using Command = std::function<void(Engine&)>;

/// Requests in the order in which they were added, linked by Request::next.
class RequestChain {
public:
    void add(detail::Request& request) noexcept
    {
        (last_ != nullptr ? last_->next : first_) = &request;
        last_ = &request;
    }
    /// The first of all; the chain is empty then.
    detail::Request* take() noexcept
    {
        last_ = nullptr;
        return std::exchange(first_, nullptr);
    }

private:
    detail::Request* first_ = nullptr;
    detail::Request* last_ = nullptr;
};

/// Requests, and everything else. Any thread.
class Submissions {
public:
    struct Taken {
        detail::Request* first = nullptr;
        std::vector<Command> commands;
    };
    enum class Added {
        first, // someone has to see to it that take() is called
        more, // someone does already
        refused, // after shut()
    };

    Added add(detail::Request& request);
    Added add(Command&& command);
    /// Everything that was added, oldest first.
    Taken take();
    /// Everything, and nothing can be added from now on.
    Taken shut();

private:
    Added added() noexcept;

    std::mutex mutex_;
    RequestChain requests_;
    std::vector<Command> commands_;
    bool announced_ = false;
    bool shut_ = false;
};

} // namespace dmq::client
