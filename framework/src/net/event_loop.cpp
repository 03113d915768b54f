// SPDX-License-Identifier: BSL-1.0
#include "../node/signals.hpp"
#include "epoll_io.hpp"
#include "ring_io.hpp"

#include <dmq/node/crash_report.hpp>
#include <dmq/node/deferred_work.hpp>
#include <dmq/node/event_loop.hpp>
#include <dmq/plugin/log.hpp>

#include <boost/asio/executor_work_guard.hpp>

#include <exception>
#include <system_error>

namespace dmq {
namespace {

constexpr std::size_t max_free_buffers = 64;

std::unique_ptr<ISocketIo> make_socket_io(boost::asio::io_context& context, SocketIoKind wanted,
                                          std::size_t index)
{
    if (wanted == SocketIoKind::io_uring) {
        try {
            return std::make_unique<RingIo>(context);
        } catch (const std::system_error& error) {
            if (index == 0)
                log::info("event_loop", "epoll instead of io_uring: ", error.what());
        }
    }
    return std::make_unique<EpollIo>(context);
}

} // namespace

std::unique_ptr<std::byte[]> ReadBufferPool::get()
{
    if (free_.empty())
        return std::unique_ptr<std::byte[]>(new std::byte[buffer_size]);
    auto buffer = std::move(free_.back());
    free_.pop_back();
    return buffer;
}

void ReadBufferPool::put(std::unique_ptr<std::byte[]> buffer)
{
    if (free_.size() < max_free_buffers)
        free_.push_back(std::move(buffer));
}

EventLoop::EventLoop(std::string name, std::size_t index, const LoopOptions& options)
    : name_(std::move(name)),
      index_(index),
      busy_poll_(options.busy_poll),
      socket_io_(make_socket_io(context_, options.socket_io, index))
{
}

EventLoop::~EventLoop() { stop(); }

void EventLoop::start()
{
    thread_ = std::thread([this] { run(); });
    ::pthread_setname_np(thread_.native_handle(), name_.substr(0, 15).c_str());
}

void EventLoop::stop() noexcept
{
    context_.stop();
    if (thread_.joinable())
        thread_.join();
}

bool EventLoop::in_loop() noexcept { return context_.get_executor().running_in_this_thread(); }

void EventLoop::run() noexcept
{
    block_signals();
    const crash::AlternateStack stack;
    const DeferredWork deferred;
    set_activity_of_thread(&activity_);
    const auto work = boost::asio::make_work_guard(context_);
    while (!context_.stopped()) {
        try {
            if (busy_poll_.count() > 0)
                run_busily();
            else
                context_.run();
        } catch (const std::exception& error) {
            log::error("event_loop", name_, ": ", error.what());
        }
    }
    set_activity_of_thread(nullptr);
}

void EventLoop::run_busily()
{
    using Clock = std::chrono::steady_clock;
    auto sleep_at = Clock::now() + busy_poll_;
    while (!context_.stopped()) {
        std::size_t done = context_.poll();
        if (done == 0 && Clock::now() >= sleep_at)
            done = context_.run_one();
        if (done > 0)
            sleep_at = Clock::now() + busy_poll_;
    }
}

} // namespace dmq
