// SPDX-License-Identifier: BSL-1.0
// Which request a loop is running, for those who watch the loop, and for crash reports.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <atomic>
#include <cstdint>

namespace dmq {

struct RegisteredRequest;

/// Who sleeps while no loop runs a request.
class IActivityListener {
public:
    /// On the loop's thread, which runs a request from here on.
    virtual void request_runs() noexcept = 0;

protected:
    ~IActivityListener() = default;
};

/// Written by the loop's thread at every change, without a look at the clock; read by any thread.
class LoopActivity {
public:
    /// Null: no request of a plugin. The request outlives the loop.
    void set(const RegisteredRequest* request) noexcept
    {
        turn_.store(turn_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        request_.store(request, std::memory_order_release);
        if (request && listener_.load(std::memory_order_relaxed))
            tell_listener();
    }
    const RegisteredRequest* request() const noexcept
    {
        return request_.load(std::memory_order_acquire);
    }
    /// Grows with every set(): the same number twice means that the loop has not come further.
    std::uint64_t turn() const noexcept { return turn_.load(std::memory_order_relaxed); }
    /// The listener, null for none, is told once of the next request. A request that begins at the
    /// same moment may miss the wish: look at turn() once more a moment later. Any thread.
    void tell_once(IActivityListener* listener) noexcept { listener_.store(listener); }

private:
    void tell_listener() noexcept
    {
        if (auto* listener = listener_.exchange(nullptr))
            listener->request_runs();
    }

    std::atomic<std::uint64_t> turn_{0};
    std::atomic<const RegisteredRequest*> request_{nullptr};
    std::atomic<IActivityListener*> listener_{nullptr};
};

/// The request runs while this object lives; afterwards what ran before.
class RunningRequest {
public:
    RunningRequest(LoopActivity& activity, const RegisteredRequest* request) noexcept
        : activity_(activity), before_(activity.request())
    {
        activity_.set(request);
    }
    RunningRequest(const RunningRequest&) = delete;
    RunningRequest& operator=(const RunningRequest&) = delete;
    ~RunningRequest() { activity_.set(before_); }

private:
    LoopActivity& activity_;
    const RegisteredRequest* before_;
};

/// Makes this the activity of the calling thread; null: none any more.
DMQ_EXPORT void set_activity_of_thread(const LoopActivity* activity) noexcept;
/// What the calling thread runs; null if it is no loop, or runs no request. Safe in signal
/// handlers.
DMQ_EXPORT const RegisteredRequest* request_of_thread() noexcept;

} // namespace dmq
