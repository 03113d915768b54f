// SPDX-License-Identifier: BSL-1.0
// Which sockets of a loop have input.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <sys/epoll.h>

namespace dmq {

/// Who waits for input.
class IInputListener {
public:
    /// There is input, an end or an error: the next recv does not block. On the loop.
    virtual void input_arrived() = 0;

protected:
    ~IInputListener() = default;
};

/// A set of sockets in which each stays from its first wait until it is closed: a wait costs no
/// system call, where that of Asio costs one each time. Confined to the loop.
class DMQ_EXPORT InputWatch {
public:
    /// A socket, while it is watched. Stays where it is; forget() before it ends.
    struct Entry {
        IInputListener& listener;
        int socket = -1;
        bool watched = false;
        bool waiting = false;
    };

    /// Throws std::system_error.
    explicit InputWatch(boost::asio::io_context& context);
    InputWatch(const InputWatch&) = delete;
    InputWatch& operator=(const InputWatch&) = delete;

    /// The listener is called once, later. Not while the entry waits. False if the system cannot
    /// watch one more socket.
    bool wait(Entry& entry, int socket);
    /// The listener is not called any more; to be said before the socket is closed.
    void forget(Entry& entry) noexcept;

private:
    class Turn;

    bool add(Entry& entry) noexcept;
    void remove(Entry& entry) noexcept;
    void listen();
    void look();
    std::size_t look_once();
    void tell(Entry& entry);

    boost::asio::posix::stream_descriptor set_; // an epoll set
    std::array<epoll_event, 128> ready_{}; // those of a round
    std::size_t ready_count_ = 0;
    std::size_t waiting_ = 0; // entries
    bool listening_ = false; // Asio waits for the set
    bool looking_ = false; // a turn of rounds is under way
};

} // namespace dmq
