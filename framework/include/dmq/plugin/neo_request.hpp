// SPDX-License-Identifier: BSL-1.0
// What a plugin implements for the neo protocol: one of many requests on a connection.
#pragma once

#include <dmq/plugin/channel.hpp>
#include <dmq/plugin/request.hpp>
#include <dmq/plugin/task.hpp>

#include <coroutine>
#include <memory>
#include <optional>
#include <span>

namespace dmq::neo {

/// A running request's share of its connection. Confined to the connection's loop.
class IRequestOnConn {
public:
    virtual ~IRequestOnConn() = default;
    /// Sends one message with a copy of the payload. Messages of a request leave in order.
    virtual void send(Bytes payload) = 0;
    /// Sends one message: a copy of `head`, then the records as they lie in memory, which are kept
    /// until the socket has taken them. The leases stay the caller's to report as done.
    virtual void send(Bytes head, std::span<const std::shared_ptr<const Lease>> records) = 0;
    void send(Bytes head, const std::shared_ptr<const Lease>& records)
    {
        send(head, std::span(&records, 1));
    }
    /// Sends one message: a copy of `head`, then the records, which are done once the socket has
    /// taken them, and go back to their queue if the connection ends first.
    virtual void send(Bytes head, Lease records) = 0;
    /// Whether the connection takes more output. A request that sends much, or lends records, waits
    /// with wait_for_room() until it does; answers that are due may always be sent.
    virtual bool has_room() const noexcept = 0;
    /// Resumes `waiting` when there is room, first come first served within the connection, or for
    /// whatever resumes a parked request. False: there is room already.
    virtual bool park_for_room(std::coroutine_handle<> waiting) = 0;
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

/// `co_await wait_for_room(request, context)`: returns when the connection may have room for more
/// output, there is a message, or the waker was called; throws PeerGone.
class RoomOp {
public:
    RoomOp(IRequestOnConn& request, IRequestContext& context) noexcept
        : request_(request), context_(context)
    {
    }
    bool await_ready() const noexcept { return request_.has_room() || context_.peer_gone(); }
    bool await_suspend(std::coroutine_handle<> waiting) { return request_.park_for_room(waiting); }
    void await_resume() const
    {
        if (context_.peer_gone())
            throw PeerGone();
    }

private:
    IRequestOnConn& request_;
    IRequestContext& context_;
};

inline RoomOp wait_for_room(IRequestOnConn& request, IRequestContext& context) noexcept
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
