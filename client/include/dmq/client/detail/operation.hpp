// SPDX-License-Identifier: BSL-1.0
// Not for applications: a completion handler and what the library needs while it waits.
#pragma once

#include <dmq/client/detail/core.hpp>
#include <dmq/plugin/task.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace dmq::client::detail {

/// Stands for "the client's executor", on which deliveries run anyway.
struct Inline { };

/// The results of the operations, as their handlers get them.
struct PushResult {
    using Base = Request;
    static std::tuple<std::error_code> take(Base& from) noexcept { return {from.error}; }
};
struct PopResult {
    using Base = Request;
    static std::tuple<std::error_code, std::optional<Record>> take(Base& from) noexcept
    {
        return {from.error, std::move(from.record)};
    }
};
struct WaitResult {
    using Base = Waiter;
    static std::tuple<std::error_code> take(Base& from) noexcept { return {from.error}; }
};
struct BatchResult {
    using Base = NextBatch;
    static std::tuple<std::error_code, Batch> take(Base& from) noexcept
    {
        return {from.error, std::move(from.batch)};
    }
};

/// Keeps the handler's executor at work until the handler is called.
template <class Executor> struct Work {
    template <class Handler>
    explicit Work(const Handler& handler)
        : guard(boost::asio::associated_executor<Handler, Inline>::get(handler, Inline{}))
    {
    }
    template <class Function> void run(Function&& function)
    {
        boost::asio::dispatch(guard.get_executor(), std::forward<Function>(function));
        guard.reset();
    }
    boost::asio::executor_work_guard<Executor> guard;
};
template <> struct Work<Inline> {
    template <class Handler> explicit Work(const Handler&) noexcept { }
    template <class Function> void run(Function&& function) { std::forward<Function>(function)(); }
};

template <class Result, class Handler> class Operation final : public Result::Base {
public:
    /// With `extra` bytes behind the object.
    template <class... Args>
    static Operation* make(std::size_t extra, Handler handler, Args&&... args)
    {
        const std::size_t size = sizeof(Operation) + extra;
        void* const memory = allocate_frame(size);
        auto* const operation = new (memory)
            Operation(std::move(handler), std::forward<Args>(args)...);
        operation->size_ = size;
        return operation;
    }
    std::byte* behind() noexcept { return reinterpret_cast<std::byte*>(this + 1); }

    void deliver() override
    {
        auto call = [handler = std::move(handler_), result = Result::take(*this)]() mutable {
            // the slot belongs to the handler's executor
            if (auto slot = boost::asio::get_associated_cancellation_slot(handler);
                slot.is_connected())
                slot.clear();
            std::apply(std::move(handler), std::move(result));
        };
        auto work = std::move(work_);
        drop();
        work.run(std::move(call));
    }
    void drop() noexcept override
    {
        const std::size_t size = size_;
        this->~Operation();
        free_frame(this, size);
    }

private:
    template <class... Args>
    explicit Operation(Handler&& handler, Args&&... args)
        : Result::Base(std::forward<Args>(args)...), work_(handler), handler_(std::move(handler))
    {
    }
    ~Operation() override = default;

    Work<boost::asio::associated_executor_t<Handler, Inline>> work_;
    Handler handler_;
    std::size_t size_ = 0; // of the memory
};

/// Makes what a cancellation slot of the handler emits cancel the operation. Before the operation
/// is submitted. A signal of type `total` is ignored: something may have been sent.
template <class Slot> std::uint64_t connect(Slot slot, const std::shared_ptr<ICore>& core)
{
    using boost::asio::cancellation_type;
    if (!slot.is_connected())
        return 0;
    const std::uint64_t key = core->new_cancel_key();
    slot.assign([weak = std::weak_ptr(core), key](cancellation_type type) {
        if ((type & (cancellation_type::terminal | cancellation_type::partial)) !=
            cancellation_type::none)
            if (const auto living = weak.lock())
                living->cancel(key);
    });
    return key;
}

/// A request with room for its message, not written yet.
template <class Result, class Handler>
Request& make_request(const std::shared_ptr<ICore>& core, RequestKind kind, std::size_t size,
                      bool patient, Handler&& handler)
{
    using Op = Operation<Result, std::decay_t<Handler>>;
    const auto [refused, counted] = core->admit(size, patient);
    const bool behind = !refused && size < large_message;
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    Op* const operation = Op::make(behind ? size : 0, std::forward<Handler>(handler), kind);
    operation->error = refused;
    operation->counted = counted;
    if (behind)
        operation->message = {operation->behind(), size};
    else if (!refused)
        operation->memory = std::make_shared_for_overwrite<std::byte[]>(size);
    if (operation->memory)
        operation->message = {operation->memory.get(), size};
    operation->cancel_key = connect(slot, core);
    return *operation;
}

/// `patient`: if there is no room it waits for some.
template <class Handler>
void start_push(Handler&& handler, const std::shared_ptr<ICore>& core,
                std::span<const std::string_view> channels, Bytes record, bool patient = false)
{
    Request& request = make_request<PushResult>(core, RequestKind::push,
                                                push_size(channels, record), patient,
                                                std::forward<Handler>(handler));
    if (!request.error)
        write_push(request, channels, record);
    core->submit(request);
}

template <class Handler>
void start_pop(Handler&& handler, const std::shared_ptr<ICore>& core, std::string_view channel,
               bool patient = false)
{
    Request& request = make_request<PopResult>(core, RequestKind::pop, pop_size(channel), patient,
                                               std::forward<Handler>(handler));
    if (!request.error)
        write_pop(request, channel);
    core->submit(request);
}

/// Something that waits. Without a core it cannot be canceled.
template <class Result, class Handler>
typename Result::Base& make_waiter(const std::shared_ptr<ICore>& core, Handler&& handler)
{
    using Op = Operation<Result, std::decay_t<Handler>>;
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    Op* const operation = Op::make(0, std::forward<Handler>(handler));
    if (core)
        operation->cancel_key = connect(slot, core);
    return *operation;
}

} // namespace dmq::client::detail
