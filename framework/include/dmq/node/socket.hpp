// SPDX-License-Identifier: BSL-1.0
// The sockets that connections run on, and what is counted about them.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

#include <atomic>
#include <coroutine>
#include <cstdint>

namespace dmq {

using Socket = boost::asio::generic::stream_protocol::socket;

/// Socket bytes of a loop since its start. Any thread.
struct TrafficCounters {
    std::atomic<std::uint64_t> received{0};
    std::atomic<std::uint64_t> sent{0};
};

/// Who a stream reports to: the connection. Called on the connection's loop.
class IStreamOwner {
public:
    virtual ~IStreamOwner() = default;
    /// Lets the request run on; it may end there.
    virtual void resume(std::coroutine_handle<> waiting) = 0;
    /// A request is about to wait. Throws std::logic_error if it is not this connection's.
    virtual void before_wait() = 0;
    /// The peer has closed its direction while nothing waited for input.
    virtual void input_ended() = 0;
    /// The socket, which had been full, takes output again; what it takes now has been sent.
    virtual void output_taken() { }
    /// An asynchronous operation has ended on a closed socket.
    virtual void operation_ended() = 0;
};

} // namespace dmq
