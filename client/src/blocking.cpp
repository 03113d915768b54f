// SPDX-License-Identifier: BSL-1.0
// Waits on a condition variable for what the handlers bring.
#include <dmq/client/blocking.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <tuple>

namespace dmq::client {
namespace {

/// Where a handler leaves its results, and a thread waits for them.
template <class... Results> class Outcome {
public:
    auto handler() noexcept
    {
        return [this](Results... results) {
            const std::lock_guard lock(mutex_);
            results_.emplace(std::move(results)...);
            ready_.notify_one();
        };
    }
    /// Calls `give_up` after the time-out, which must bring the results too.
    template <class GiveUp>
    std::tuple<Results...> wait(BlockingClient::Timeout timeout, GiveUp give_up)
    {
        std::unique_lock lock(mutex_);
        const auto there = [this] { return results_.has_value(); };
        if (timeout != BlockingClient::for_ever && !ready_.wait_for(lock, timeout, there)) {
            lock.unlock();
            give_up();
            lock.lock();
        }
        ready_.wait(lock, there);
        return std::move(*results_);
    }
    std::tuple<Results...> wait()
    {
        return wait(BlockingClient::for_ever, [] {});
    }

private:
    std::mutex mutex_;
    std::condition_variable ready_;
    std::optional<std::tuple<Results...>> results_;
};

/// Cancellation because of a time-out is a time-out.
std::error_code after_timeout(std::error_code error)
{
    return error == Errc::canceled ? make_error_code(Errc::timed_out) : error;
}

/// A waiter that brings its results there, and how to cancel it.
template <class Result, class Handler>
typename Result::Base& cancelable(detail::ICore& core, Handler handler)
{
    auto& waiter = detail::make_waiter<Result>(nullptr, std::move(handler));
    waiter.cancel_key = core.new_cancel_key();
    return waiter;
}

} // namespace

std::error_code BlockingClient::wait_connected(std::size_t nodes, Timeout timeout)
{
    if (client_.on_this_thread())
        return Errc::would_deadlock;
    detail::ICore& core = *client_.core_;
    Outcome<std::error_code> outcome;
    auto& waiter = cancelable<detail::WaitResult>(core, outcome.handler());
    const std::uint64_t key = waiter.cancel_key;
    core.wait_connected(waiter, nodes);
    const auto [error] = outcome.wait(timeout, [&] { core.cancel(key); });
    return after_timeout(error);
}

std::error_code BlockingClient::push(std::string_view channel, Bytes record)
{
    return push({&channel, 1}, record);
}

std::error_code BlockingClient::push(std::span<const std::string_view> channels, Bytes record)
{
    if (client_.on_this_thread())
        return Errc::would_deadlock;
    Outcome<std::error_code> outcome;
    detail::start_push(outcome.handler(), client_.core_, channels, record, true);
    return std::get<0>(outcome.wait());
}

Popped BlockingClient::pop(std::string_view channel)
{
    if (client_.on_this_thread())
        return {Errc::would_deadlock, {}};
    Outcome<std::error_code, std::optional<Record>> outcome;
    detail::start_pop(outcome.handler(), client_.core_, channel, true);
    auto [error, record] = outcome.wait();
    return {error, std::move(record)};
}

Received BlockingClient::next(Consumer& consumer, Timeout timeout)
{
    if (client_.on_this_thread())
        return {Errc::would_deadlock, {}};
    Outcome<std::error_code, Batch> outcome;
    auto& waiter = cancelable<detail::BatchResult>(*client_.core_, outcome.handler());
    const std::uint64_t key = waiter.cancel_key;
    consumer.consumer_->next(waiter);
    auto [error, batch] = outcome.wait(timeout, [&] { client_.core_->cancel(key); });
    return {after_timeout(error), std::move(batch)};
}

struct PushPipeline::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t outstanding = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t failed = 0;
    std::uint64_t first_failed = 0;
    std::error_code error; // of first_failed

    void answered(std::uint64_t number, std::error_code result)
    {
        const std::lock_guard lock(mutex);
        --outstanding;
        if (!result) {
            ++acknowledged;
        } else if (++failed == 1 || number < first_failed) {
            first_failed = number;
            error = result;
        }
        changed.notify_one();
    }
    /// Returns with the lock held.
    std::unique_lock<std::mutex> wait_below(std::size_t limit)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return outstanding < limit; });
        return lock;
    }
};

PushPipeline::PushPipeline(Client client, std::size_t window)
    : client_(std::move(client)),
      window_(std::max<std::size_t>(window, 1)),
      state_(std::make_shared<State>())
{
}

PushPipeline::~PushPipeline() { finish(); }

std::error_code PushPipeline::push(std::string_view channel, Bytes record)
{
    if (client_.on_this_thread())
        return Errc::would_deadlock;
    std::error_code so_far;
    {
        const auto lock = state_->wait_below(window_);
        ++state_->outstanding;
        so_far = state_->error;
    }
    auto answered = [state = state_, number = pushed_++](std::error_code result) {
        state->answered(number, result);
    };
    detail::start_push(std::move(answered), client_.core_, {&channel, 1}, record, true);
    return so_far;
}

std::error_code PushPipeline::finish()
{
    if (client_.on_this_thread())
        return Errc::would_deadlock;
    const auto lock = state_->wait_below(1);
    return state_->error;
}

std::uint64_t PushPipeline::acknowledged() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->acknowledged;
}

std::uint64_t PushPipeline::failed() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->failed;
}

std::optional<std::uint64_t> PushPipeline::first_failed() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->failed > 0 ? std::optional(state_->first_failed) : std::nullopt;
}

} // namespace dmq::client
