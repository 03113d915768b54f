// SPDX-License-Identifier: BSL-1.0
#include "../node/signals.hpp"

#include <dmq/node/crash_report.hpp>
#include <dmq/node/deferred_work.hpp>
#include <dmq/node/event_loop.hpp>
#include <dmq/plugin/log.hpp>

#include <boost/asio/executor_work_guard.hpp>

#include <exception>

namespace dmq {
namespace {

constexpr std::size_t max_free_buffers = 64;

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

EventLoop::EventLoop(std::string name, std::size_t index)
    : name_(std::move(name)), index_(index) { }

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
            context_.run();
        } catch (const std::exception& error) {
            log::error("event_loop", name_, ": ", error.what());
        }
    }
    set_activity_of_thread(nullptr);
}

} // namespace dmq
