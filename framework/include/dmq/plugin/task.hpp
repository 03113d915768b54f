// SPDX-License-Identifier: BSL-1.0
// The coroutine type of request handlers.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

namespace dmq {

/// Memory for a coroutine frame from a free list of the calling thread; throws std::bad_alloc.
DMQ_EXPORT void* allocate_frame(std::size_t size);
/// Throws std::logic_error: a Task without a coroutine was run.
[[noreturn]] DMQ_EXPORT void throw_empty_task();
/// Takes back what allocate_frame gave, on any thread. `size` is what was asked for.
DMQ_EXPORT void free_frame(void* frame, std::size_t size) noexcept;

template <class T = void> class Task;

namespace detail {

class TaskPromiseBase {
public:
    static void* operator new(std::size_t size) { return allocate_frame(size); }
    static void operator delete(void* frame, std::size_t size) noexcept { free_frame(frame, size); }

    std::suspend_always initial_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { error_ = std::current_exception(); }

    struct FinalAwaiter {
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept
        {
            auto next = ended.promise().continuation_;
            return next ? next : std::noop_coroutine();
        }
        void await_resume() const noexcept { }
    };
    FinalAwaiter final_suspend() const noexcept { return {}; }

    void continue_with(std::coroutine_handle<> next) noexcept { continuation_ = next; }

protected:
    void rethrow() const
    {
        if (error_)
            std::rethrow_exception(error_);
    }

private:
    std::coroutine_handle<> continuation_;
    std::exception_ptr error_;
};

template <class T> class TaskPromise final : public TaskPromiseBase {
public:
    Task<T> get_return_object() noexcept;
    template <class U> void return_value(U&& value) { value_.emplace(std::forward<U>(value)); }
    T result()
    {
        rethrow();
        return std::move(*value_);
    }

private:
    std::optional<T> value_;
};

template <> class TaskPromise<void> final : public TaskPromiseBase {
public:
    Task<void> get_return_object() noexcept;
    void return_void() const noexcept { }
    void result() const { rethrow(); }
};

} // namespace detail

/// A lazily started coroutine that is awaited once, by its owner, on the owner's thread. Exceptions
/// reach the awaiter. Destroying a suspended Task destroys its frame and all that lives in it.
template <class T> class [[nodiscard]] Task {
public:
    using promise_type = detail::TaskPromise<T>;

    Task() noexcept = default;
    explicit Task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) { }
    Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) { }
    Task& operator=(Task&& other) noexcept
    {
        Task(std::move(other)).swap(*this);
        return *this;
    }
    ~Task()
    {
        if (frame_)
            frame_.destroy();
    }

    /// Runs until the first suspension; returns whether the end was reached. To be called once, by
    /// whoever starts a task without awaiting it.
    bool start() const
    {
        if (!frame_)
            throw_empty_task();
        frame_.resume();
        return frame_.done();
    }
    bool done() const noexcept { return frame_.done(); }
    /// The value of a task that is done; throws what the coroutine threw.
    T result() const { return frame_.promise().result(); }

    /// Runs the task inline; the awaiter is suspended only if the task is. A chain of tasks that
    /// never waits therefore needs no stack beyond its depth, in any build.
    auto operator co_await() const
    {
        if (!frame_)
            throw_empty_task();
        struct Awaiter {
            std::coroutine_handle<promise_type> frame;
            bool await_ready() const noexcept { return false; }
            bool await_suspend(std::coroutine_handle<> awaiting) const
            {
                frame.resume();
                if (frame.done())
                    return false;
                frame.promise().continue_with(awaiting);
                return true;
            }
            T await_resume() const { return frame.promise().result(); }
        };
        return Awaiter{frame_};
    }

    void swap(Task& other) noexcept { std::swap(frame_, other.frame_); }

private:
    std::coroutine_handle<promise_type> frame_;
};

namespace detail {

template <class T> Task<T> TaskPromise<T>::get_return_object() noexcept
{
    return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}

inline Task<void> TaskPromise<void>::get_return_object() noexcept
{
    return Task<void>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}

} // namespace detail
} // namespace dmq
