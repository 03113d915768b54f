// SPDX-License-Identifier: BSL-1.0
// The connection handlers of one protocol on one loop.
#pragma once

#include <dmq/node/connection_handler.hpp>
#include <dmq/node/event_loop.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace dmq {

/// Makes handlers on demand and reuses them, last used first. Confined to the loop, but for size().
template <class Handler> class ConnectionHandlerPool {
public:
    /// `ended` is called on the loop after each connection. The references outlive the pool.
    ConnectionHandlerPool(EventLoop& loop, const ConnectionShared& shared,
                          std::function<void()> ended)
        : loop_(loop), shared_(shared), ended_(std::move(ended))
    {
    }

    EventLoop& loop() const noexcept { return loop_; }
    /// Open connections, those announced by reserve() included. Any thread.
    std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
    /// Announces a connection that handle() or give_up() will follow for. Any thread.
    void reserve() noexcept { size_.fetch_add(1, std::memory_order_relaxed); }
    void give_up() noexcept { size_.fetch_sub(1, std::memory_order_relaxed); }

    /// Serves a connected socket of the pool's loop.
    void handle(Socket socket)
    {
        Handler& handler = get();
        handler.handle_connection(std::move(socket));
    }

    /// Calls `visit` for every open connection; it may end them.
    template <class Visit> void for_each(Visit visit)
    {
        const std::vector<Handler*> snapshot = busy_;
        for (Handler* handler : snapshot)
            visit(*handler);
    }

private:
    Handler& get()
    {
        if (idle_.empty()) {
            handlers_.push_back(
                std::make_unique<Handler>(loop_, shared_, [this](ConnectionHandler& handler) {
                    recycle(static_cast<Handler&>(handler));
                }));
            idle_.push_back(handlers_.back().get());
        }
        Handler* handler = idle_.back();
        idle_.pop_back();
        busy_.push_back(handler);
        return *handler;
    }

    void recycle(Handler& handler)
    {
        const auto found = std::find(busy_.begin(), busy_.end(), &handler);
        *found = busy_.back();
        busy_.pop_back();
        idle_.push_back(&handler);
        give_up();
        ended_();
    }

    EventLoop& loop_;
    const ConnectionShared& shared_;
    std::function<void()> ended_;
    std::atomic<std::size_t> size_ = 0;
    std::vector<std::unique_ptr<Handler>> handlers_;
    std::vector<Handler*> idle_;
    std::vector<Handler*> busy_;
};

} // namespace dmq
