// SPDX-License-Identifier: BSL-1.0
// How the sockets of a loop are waited for, and how output of several goes out at once.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace dmq {

/// Who waits for input: is told once for each wait, on the loop.
class IInputListener {
public:
    /// There is input, an end or an error: the next recv does not block.
    virtual void input_arrived() = 0;
    /// This was received; empty: an end or an error. The bytes are valid during the call.
    virtual void input_received(Bytes bytes) = 0;

protected:
    ~IInputListener() = default;
};

/// Who has output: called on the loop.
class IOutputSource {
public:
    struct Chunk {
        int socket = -1;
        Bytes bytes;
    };
    /// What is to be sent, unmoved until output_sent(); no bytes: the source does it itself then.
    virtual Chunk output() noexcept = 0;
    /// How many bytes were sent, or a negative errno.
    virtual void output_sent(int result) = 0;

protected:
    ~IOutputSource() = default;
};

/// Something to be done on a loop.
class ILoopWork {
public:
    virtual ~ILoopWork() = default;
    virtual void run() = 0;
};

/// The sockets of a loop. Confined to it.
class ISocketIo {
public:
    /// So much by one call is bulk: it is best received where it is to be.
    static constexpr std::size_t bulk = std::size_t{16} * 1024; // bytes

    /// A socket that is read. Stays where it is; forget() before it ends.
    struct Input {
        IInputListener& listener;
        bool expects_bulk = false; // to be told of, not received
        bool local = false; // the peer is on this host, and does not wait for others' answers
        // by the implementation:
        void* receiving = nullptr; // not null: nobody else may receive
        int socket = -1;
        bool waiting = false;
        bool watched = false;
    };
    /// A socket that is written. Stays where it is; forget() before it ends. Its state is the
    /// implementation's.
    struct Output {
        IOutputSource& source;
        enum class State : std::uint8_t { idle, queued, under_way } state = State::idle;
    };

    virtual ~ISocketIo() = default;
    /// The listener is called once, later. Not while the input waits. False if the system cannot
    /// watch one more socket.
    virtual bool wait(Input& input, int socket) = 0;
    /// The listener is not called any more; to be said before the socket is closed.
    virtual void forget(Input& input) noexcept = 0;
    /// Asks the source a little later, and sends, with others, in one system call. False: there is
    /// nothing to be gained, the source sends itself.
    virtual bool send_soon(Output& output) noexcept = 0;
    /// The source is not called any more.
    virtual void forget(Output& output) noexcept = 0;
    /// Done when those whose input has come are told, before the loop turns to anything else.
    /// False: nothing of the kind is under way.
    virtual bool run_soon(std::shared_ptr<ILoopWork> work) = 0;
    /// "epoll", "io_uring".
    virtual const char* name() const noexcept = 0;

protected:
    /// When those that had input have been told, others have some; but what else the loop has to
    /// do must not wait long.
    static constexpr int most_rounds = 8;
};

} // namespace dmq
