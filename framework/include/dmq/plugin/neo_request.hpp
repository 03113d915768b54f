// SPDX-License-Identifier: BSL-1.0
// What a plugin implements for the neo protocol: one of many requests on a connection.
#pragma once

#include <dmq/plugin/channel.hpp>
#include <dmq/plugin/request.hpp>
#include <dmq/plugin/task.hpp>

#include <coroutine>
#include <memory>
#include <optional>

namespace dmq::neo {

/// A running request's share of its connection. Confined to the connection's loop.
class IRequestOnConn {
public:
    virtual ~IRequestOnConn() = default;
    /// Sends one message with a copy of the payload. Messages of a request leave in order.
    virtual void send(Bytes payload) = 0;
    /// Sends one message: a copy of `head`, then the records as they lie in memory, which are kept
    /// until the socket has taken them. The lease stays the caller's to report as done.
    virtual void send(Bytes head, std::shared_ptr<const Lease> records) = 0;
    /// The oldest message that has arrived behind the first one, if any. Valid until the next call.
    virtual std::optional<Bytes> receive() = 0;
    virtual bool has_message() const noexcept = 0;
};

/// `co_await wait_for_message(request, context)`: returns when there is a message, or the waker was
/// called (a channel that a subscription belongs to was removed, say); throws PeerGone.
class MessageOp {
public:
    MessageOp(IRequestOnConn& request, IRequestContext& context) noexcept
        : request_(request), context_(context)
    {
    }
    bool await_ready() const noexcept { return request_.has_message() || context_.peer_gone(); }
    void await_suspend(std::coroutine_handle<> waiting) { context_.park(waiting); }
    void await_resume() const
    {
        if (context_.peer_gone())
            throw PeerGone();
    }

private:
    IRequestOnConn& request_;
    IRequestContext& context_;
};

inline MessageOp wait_for_message(IRequestOnConn& request, IRequestContext& context) noexcept
{
    return {request, context};
}

/// One neo request. A new object for every request.
class IRequest {
public:
    virtual ~IRequest() = default;
    /// `payload` is what follows code and version in the first message; valid until the first wait.
    /// A parked request is resumed by messages as well as by its waker. ProtocolError ends the
    /// connection, as any other exception but PeerGone does, with a line in the log.
    virtual Task<> handle(IRequestOnConn& request, Bytes payload, IRequestContext& context) = 0;
};

} // namespace dmq::neo
