// SPDX-License-Identifier: BSL-1.0
// The listening sockets of one protocol, and the connections that came through them.
#pragma once

#include <dmq/node/connection_handler_pool.hpp>
#include <dmq/node/event_loop.hpp>
#include <dmq/node/listening_socket.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace dmq {

/// Accepts on the first loop and gives each connection to the loop that has the fewest.
template <class Handler> class SelectListener {
public:
    /// Binds; connections are refused by the kernel until listen(). Throws std::runtime_error with
    /// address, port and reason. `ended` is called, on any loop, after each connection.
    SelectListener(std::vector<std::unique_ptr<EventLoop>>& loops, const ConnectionShared& shared,
                   const ListenOptions& options, const std::function<void()>& ended)
        : socket_(loops.front()->context(), options)
    {
        if (options.local) {
            ListenOptions local = options;
            local.port = port();
            local_.emplace(loops.front()->context(), local, ListeningSocket::Family::local);
        }
        for (const auto& loop : loops)
            pools_.push_back(
                std::make_unique<ConnectionHandlerPool<Handler>>(*loop, shared, ended));
    }

    /// The port that is really bound.
    std::uint16_t port() const { return socket_.port(); }
    /// Open connections. Any thread.
    std::size_t connections() const noexcept
    {
        std::size_t sum = 0;
        for (const auto& pool : pools_)
            sum += pool->size();
        return sum;
    }

    /// Starts accepting. Throws std::runtime_error.
    void listen()
    {
        socket_.listen();
        accept(socket_);
        if (local_) {
            local_->listen();
            accept(*local_);
        }
    }
    /// Accepts no more. On the first loop.
    void close()
    {
        socket_.close();
        if (local_)
            local_->close();
    }
    /// Calls `visit(Handler&)` for every connection, on the connection's loop, some time later, and
    /// `done()` there when that was the loop's last. Returns how many calls of `done` to expect.
    template <class Visit, class Done> std::size_t for_each(Visit visit, Done done)
    {
        for (const auto& pool : pools_)
            boost::asio::post(pool->loop().context(), [&pool = *pool, visit, done] {
                pool.for_each(visit);
                done();
            });
        return pools_.size();
    }

private:
    using Pool = ConnectionHandlerPool<Handler>;

    void accept(ListeningSocket& from)
    {
        Pool& pool = **std::ranges::min_element(
            pools_, {}, [](const auto& candidate) { return candidate->size(); });
        from.accept(pool.loop().context(), [this, &from, &pool](Socket socket) {
            if (from.limit_reached(connections()))
                socket.close();
            else if (socket.is_open())
                hand_over(pool, std::move(socket));
            accept(from);
        });
    }

    static void hand_over(Pool& pool, Socket socket)
    {
        pool.reserve();
        if (pool.loop().in_loop())
            pool.handle(std::move(socket));
        else
            boost::asio::post(pool.loop().context(), [&pool, socket = std::move(socket)]() mutable {
                pool.handle(std::move(socket));
            });
    }

    ListeningSocket socket_;
    std::optional<ListeningSocket> local_;
    std::vector<std::unique_ptr<Pool>> pools_;
};

} // namespace dmq
