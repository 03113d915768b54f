// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/node_core.hpp>
#include <dmq/plugin/log.hpp>

#include <boost/asio/post.hpp>

#include <future>
#include <string>

namespace dmq {

NodeCore::NodeCore(const NodeOptions& options, std::size_t request_types)
    : options_(options), stats_(options.threads, request_types)
{
    for (std::size_t i = 0; i < options.threads; ++i)
        loops_.push_back(
            std::make_unique<EventLoop>("dmq-loop-" + std::to_string(i), i, options.loops));
}

NodeCore::~NodeCore() = default;

void NodeCore::start_loops()
{
    for (const auto& loop : loops_)
        loop->start();
    watch_ = std::make_unique<LoopWatch>(loops_);
    watch_->start();
}

void NodeCore::stop_loops() noexcept
{
    for (const auto& loop : loops_)
        loop->stop();
    watch_.reset();
}

void NodeCore::on_first_loop(const std::function<void()>& work)
{
    std::promise<void> done;
    boost::asio::post(loops_.front()->context(), [&] {
        work();
        done.set_value();
    });
    done.get_future().wait();
}

void NodeCore::connection_ended()
{
    const std::lock_guard lock(mutex_);
    ended_.notify_all();
}

bool NodeCore::wait_for_connections(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(mutex_);
    const bool all = ended_.wait_for(lock, timeout, [this] { return open_connections() == 0; });
    if (!all)
        log::warn("node", open_connections(), " connections are still open after ", timeout.count(),
                  " ms");
    return all;
}

} // namespace dmq
