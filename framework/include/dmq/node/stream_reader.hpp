// SPDX-License-Identifier: BSL-1.0
// The receiving direction of a connection.
#pragma once

#include <dmq/node/event_loop.hpp>
#include <dmq/node/socket.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/stream.hpp>

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace dmq {

/// Holds memory only while bytes are buffered or awaited actively. Confined to the loop.
class DMQ_EXPORT StreamReader final : public IByteReader, private IInputListener {
public:
    /// All references must outlive the reader.
    StreamReader(EventLoop& loop, Socket& socket, IStreamOwner& owner, TrafficCounters& traffic);
    StreamReader(const StreamReader&) = delete;
    StreamReader& operator=(const StreamReader&) = delete;
    ~StreamReader() override;

    Bytes buffered() const noexcept override { return {data_.get() + begin_, end_ - begin_}; }
    void consume(std::size_t size) override
    {
        if (size > end_ - begin_)
            refuse_to_consume(size);
        begin_ += size;
    }
    bool ended() const noexcept override { return ended_; }
    void park(ReadGoal& goal, std::coroutine_handle<> waiting) override;

    /// A new connection, by a UNIX-domain socket if `local`.
    void open(bool local) noexcept { input_.local = local; }
    /// Notices the end of the stream while nobody waits for input; keeps up to 64 KiB that arrive.
    void watch();
    /// Looks for the end of the stream right now, while nobody waits for input.
    void poll();
    /// Nobody waits for input any more. Returns whether somebody did.
    bool forget() noexcept
    {
        goal_ = nullptr;
        return std::exchange(waiting_, nullptr) != nullptr;
    }
    /// No more input is wanted; who waits for it is resumed.
    void end();
    /// Closes the socket. If an operation was under way, it ends a little later, on the loop.
    void close_socket() noexcept;
    /// Bytes of this connection so far.
    std::uint64_t received() const noexcept { return received_; }
    /// Whether an operation is under way on the socket.
    bool busy() const noexcept { return waiting_for_socket_; }
    /// For the next connection. Not while busy.
    void reset() noexcept;

private:
    [[noreturn]] void refuse_to_consume(std::size_t size) const;
    void wait_for_socket();
    void end_operation();
    void operation_ended();
    void input_arrived() override;
    void input_received(Bytes bytes) override;
    void receive();
    void peek();
    void received(std::size_t size) noexcept;
    void go_on();
    void make_room();
    void move_to(std::unique_ptr<std::byte[]> data, std::size_t capacity) noexcept;
    void release_memory() noexcept;
    bool satisfied() const noexcept;
    void wake();

    EventLoop& loop_;
    Socket& socket_;
    IStreamOwner& owner_;
    TrafficCounters& traffic_;
    std::unique_ptr<std::byte[]> data_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t received_ = 0;
    ReadGoal* goal_ = nullptr;
    std::coroutine_handle<> waiting_;
    bool waiting_for_socket_ = false;
    bool ending_ = false; // the operation, whatever the socket does
    ISocketIo::Input input_{*this};
    bool ended_ = false;
};

} // namespace dmq
