// SPDX-License-Identifier: BSL-1.0
#include "../node/signals.hpp"

#include <dmq/node/loop_watch.hpp>
#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/log.hpp>

namespace dmq {
namespace {

constexpr std::chrono::milliseconds period{25};

void report(const RegisteredRequest& request, const EventLoop& loop)
{
    log::warn("event_loop", loop.name(), ": request ", request.type.name, " of plugin ",
              request.plugin, " has kept the loop busy for more than ", LoopWatch::limit.count(),
              " ms: it has to yield");
    request.faults->hogs.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

LoopWatch::LoopWatch(const Loops& loops) : loops_(loops), seen_(loops.size()) { }

void LoopWatch::start()
{
    thread_ = std::thread([this] { run(); });
    ::pthread_setname_np(thread_.native_handle(), "dmq-loop-watch");
}

void LoopWatch::stop() noexcept
{
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable())
        thread_.join();
    for (const auto& loop : loops_)
        loop->activity().tell_once(nullptr);
}

bool LoopWatch::check(Clock::time_point now)
{
    bool any = false;
    for (std::size_t i = 0; i < seen_.size(); ++i)
        any |= look(i, now);
    return any;
}

bool LoopWatch::look(std::size_t loop, Clock::time_point now)
{
    const LoopActivity& activity = loops_[loop]->activity();
    Seen& seen = seen_[loop];
    const std::uint64_t turn = activity.turn();
    const RegisteredRequest* request = activity.request();
    const bool further = turn != seen.turn;
    if (!request || further) {
        seen = {turn, now, false};
    } else if (!seen.reported && now - seen.since >= limit && activity.turn() == turn) {
        seen.reported = true;
        report(*request, *loops_[loop]);
    }
    return request || further;
}

bool LoopWatch::asleep() const
{
    const std::lock_guard lock(mutex_);
    return asleep_;
}

void LoopWatch::request_runs() noexcept
{
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void LoopWatch::run() noexcept
{
    block_signals();
    std::unique_lock lock(mutex_);
    while (!stop_) {
        if (check(Clock::now()))
            changed_.wait_for(lock, period, [this] { return stop_; });
        else
            sleep(lock);
    }
}

void LoopWatch::sleep(std::unique_lock<std::mutex>& lock)
{
    const auto called = [this] { return stop_ || woken_; };
    woken_ = false;
    for (const auto& loop : loops_)
        loop->activity().tell_once(this);
    // a request that has begun without seeing the wish is seen after this
    if (changed_.wait_for(lock, period, called) || check(Clock::now()))
        return;
    asleep_ = true;
    changed_.wait(lock, called);
    asleep_ = false;
}

} // namespace dmq
