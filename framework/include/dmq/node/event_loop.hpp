// SPDX-License-Identifier: BSL-1.0
// The unit of concurrency: one thread, one io_context, and the connections that live on it.
#pragma once

#include <dmq/node/loop_activity.hpp>
#include <dmq/node/socket_io.hpp>
#include <dmq/plugin/abi.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace dmq {

/// Receive buffers of one size for the connections of a loop: idle connections hold none. Confined
/// to the loop.
class DMQ_EXPORT ReadBufferPool {
public:
    static constexpr std::size_t buffer_size = 64 * 1024;

    /// buffer_size uninitialised bytes.
    std::unique_ptr<std::byte[]> get();
    void put(std::unique_ptr<std::byte[]> buffer);

private:
    std::vector<std::unique_ptr<std::byte[]>> free_;
};

enum class SocketIoKind : std::uint8_t { epoll, io_uring };

struct LoopOptions {
    SocketIoKind socket_io = SocketIoKind::epoll; // where the system does not offer it: epoll
    std::chrono::microseconds busy_poll{0}; // asks for events so long before it sleeps
};

/// Objects bound to a loop are used on its thread only, or while it does not run.
class DMQ_EXPORT EventLoop {
public:
    /// `index` counts the loops of a node. Throws std::system_error.
    explicit EventLoop(std::string name, std::size_t index = 0, const LoopOptions& options = {});
    /// Stops and joins.
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    const std::string& name() const noexcept { return name_; }
    std::size_t index() const noexcept { return index_; }
    boost::asio::io_context& context() noexcept { return context_; }
    ReadBufferPool& read_buffers() noexcept { return read_buffers_; }
    ISocketIo& socket_io() noexcept { return *socket_io_; }
    LoopActivity& activity() noexcept { return activity_; }

    /// Runs the loop on a thread of its own until stop(). Throws std::system_error.
    void start();
    /// Any thread; waits for the loop's thread. What is still queued is not run.
    void stop() noexcept;
    /// Whether the caller is the loop's thread.
    bool in_loop() noexcept;

private:
    void run() noexcept;
    void run_busily();

    const std::string name_;
    const std::size_t index_;
    const std::chrono::microseconds busy_poll_;
    ReadBufferPool read_buffers_;
    LoopActivity activity_;
    boost::asio::io_context context_{1};
    const std::unique_ptr<ISocketIo> socket_io_;
    std::thread thread_;
};

} // namespace dmq
