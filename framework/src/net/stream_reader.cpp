// SPDX-License-Identifier: BSL-1.0
#include "faults.hpp"

#include <dmq/node/stream_reader.hpp>

#include <boost/asio/post.hpp>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <utility>

namespace dmq {

namespace {

/// Of a recv that has just returned this.
bool has_ended(ssize_t size) noexcept
{
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
}

} // namespace

static_assert(ReadBufferPool::buffer_size / 4 >= ISocketIo::bulk);

StreamReader::StreamReader(EventLoop& loop, Socket& socket, IStreamOwner& owner,
                           TrafficCounters& traffic)
    : loop_(loop), socket_(socket), owner_(owner), traffic_(traffic)
{
}

StreamReader::~StreamReader() { loop_.socket_io().forget(input_); }

void StreamReader::park(ReadGoal& goal, std::coroutine_handle<> waiting)
{
    owner_.before_wait();
    expect_no_other_waiter(waiting_ != nullptr);
    goal_ = &goal;
    waiting_ = waiting;
    if (begin_ == end_)
        release_memory();
    wait_for_socket();
}

void StreamReader::watch()
{
    if (begin_ == end_)
        release_memory();
    if (!ended_ && end_ - begin_ < ReadBufferPool::buffer_size)
        wait_for_socket();
}

void StreamReader::poll()
{
    if (ended_ || waiting_ || end_ - begin_ >= ReadBufferPool::buffer_size)
        return;
    if (input_.receiving)
        return peek();
    receive();
    if (begin_ == end_)
        release_memory();
}

/// What is there comes by itself, and is not to be overtaken.
void StreamReader::peek()
{
    std::byte first{};
    const ssize_t size = ::recv(socket_.native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    ended_ = has_ended(size);
}

void StreamReader::end()
{
    ended_ = true;
    if (waiting_)
        wake();
}

void StreamReader::reset() noexcept
{
    release_memory();
    goal_ = nullptr;
    waiting_ = nullptr;
    received_ = 0;
    input_.expects_bulk = false;
    ended_ = false;
}

void StreamReader::refuse_to_consume(std::size_t size) const
{
    throw std::out_of_range("IByteReader::consume: " + std::to_string(size) + " bytes, but " +
                            std::to_string(end_ - begin_) + " are buffered");
}

void StreamReader::wait_for_socket()
{
    if (waiting_for_socket_)
        return;
    waiting_for_socket_ = true;
    if (!socket_.is_open() || !loop_.socket_io().wait(input_, socket_.native_handle()))
        end_operation();
}

void StreamReader::close_socket() noexcept
{
    loop_.socket_io().forget(input_);
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (waiting_for_socket_)
        end_operation();
}

void StreamReader::end_operation()
{
    if (!std::exchange(ending_, true))
        boost::asio::post(loop_.context(), [this] { operation_ended(); });
}

void StreamReader::operation_ended()
{
    ending_ = waiting_for_socket_ = false;
    if (!socket_.is_open()) {
        owner_.operation_ended();
        return;
    }
    ended_ = true; // without being told of input there is none
    if (waiting_)
        wake();
    else
        owner_.input_ended();
}

void StreamReader::input_arrived()
{
    waiting_for_socket_ = false;
    receive();
    go_on();
}

void StreamReader::input_received(Bytes bytes)
{
    waiting_for_socket_ = false;
    if (bytes.empty()) {
        ended_ = true;
    } else {
        make_room();
        std::memcpy(data_.get() + end_, bytes.data(), bytes.size());
        received(bytes.size());
    }
    go_on();
}

void StreamReader::go_on()
{
    if (!waiting_) {
        if (ended_)
            owner_.input_ended();
        else
            watch();
    } else if (ended_ || satisfied()) {
        wake();
    } else {
        wait_for_socket();
    }
}

void StreamReader::receive()
{
    make_room();
    const ssize_t size = ::recv(socket_.native_handle(), data_.get() + end_, capacity_ - end_,
                                MSG_DONTWAIT);
    input_.expects_bulk = size >= static_cast<ssize_t>(ISocketIo::bulk / 16);
    if (size > 0)
        received(static_cast<std::size_t>(size));
    else if (has_ended(size))
        ended_ = true;
}

void StreamReader::received(std::size_t size) noexcept
{
    end_ += size;
    received_ += size;
    traffic_.received.fetch_add(size, std::memory_order_relaxed);
}

/// For ISocketIo::bulk at least. Grows with what arrives, not with what was announced.
void StreamReader::make_room()
{
    const std::size_t used = end_ - begin_;
    const std::size_t least_free = capacity_ / 4;
    if (!data_) {
        data_ = loop_.read_buffers().get();
        capacity_ = ReadBufferPool::buffer_size;
    } else if (capacity_ - used < least_free) {
        const std::size_t capacity = capacity_ * 2;
        move_to(std::unique_ptr<std::byte[]>(new std::byte[capacity]), capacity);
    } else if (capacity_ - end_ < least_free) {
        std::memmove(data_.get(), data_.get() + begin_, used);
        end_ = used;
        begin_ = 0;
    }
}

void StreamReader::move_to(std::unique_ptr<std::byte[]> data, std::size_t capacity) noexcept
{
    const std::size_t used = end_ - begin_;
    std::memcpy(data.get(), data_.get() + begin_, used);
    release_memory();
    data_ = std::move(data);
    capacity_ = capacity;
    end_ = used;
}

void StreamReader::release_memory() noexcept
{
    if (data_ && capacity_ == ReadBufferPool::buffer_size)
        loop_.read_buffers().put(std::move(data_));
    data_.reset();
    capacity_ = begin_ = end_ = 0;
}

bool StreamReader::satisfied() const noexcept { return goal_->wanted(buffered()) <= end_ - begin_; }

void StreamReader::wake()
{
    goal_ = nullptr;
    owner_.resume(std::exchange(waiting_, nullptr));
}

} // namespace dmq
