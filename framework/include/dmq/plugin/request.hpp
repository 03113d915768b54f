// SPDX-License-Identifier: BSL-1.0
// What a request plugin implements, and what its handlers are given.
#pragma once

#include <dmq/plugin/channel.hpp>
#include <dmq/plugin/stream.hpp>
#include <dmq/plugin/task.hpp>

#include <coroutine>
#include <cstdint>
#include <memory>
#include <string_view>

namespace dmq {

/// Facts about the node. Any thread; the views live as long as the node.
class INodeInfo {
public:
    virtual ~INodeInfo() = default;
    /// The dotted quad that the node is bound to.
    virtual std::string_view address() const noexcept = 0;
    /// The legacy port that is really bound.
    virtual std::uint16_t port() const noexcept = 0;
    /// Client connections of all protocols.
    virtual std::uint64_t open_connections() const noexcept = 0;
    /// Bytes of a queue that the configuration gives no other size.
    virtual std::uint64_t channel_size_limit() const noexcept = 0;
    /// Whether records that a neo client has not acknowledged return to their queue when its
    /// Consume ends ([Consume] redelivery).
    virtual bool redelivery() const noexcept { return true; }
};

/// The surroundings of a running request. Confined to the connection's loop.
class IRequestContext {
public:
    virtual ~IRequestContext() = default;
    /// What the node offers under this name, see service(); null if it offers nothing. Lives as
    /// long as the node.
    virtual void* find_service(std::string_view name) noexcept = 0;
    /// The channels of a DMQ: service<IChannels>(), which is asked once.
    IChannels& channels()
    {
        if (!channels_)
            channels_ = &find_channels();
        return *channels_;
    }
    virtual const INodeInfo& node() const noexcept = 0;
    /// For IChannel::subscribe: resumes this request when it is parked, else does nothing.
    virtual std::shared_ptr<IWaker> waker() = 0;
    /// Resumes `waiting` when the waker is called, the peer leaves or the node stops. Output
    /// gathered so far is sent first. One waiter at a time; throws std::logic_error otherwise.
    virtual void park(std::coroutine_handle<> waiting) = 0;
    /// Resumes `waiting` after other connections had their turn.
    virtual void yield(std::coroutine_handle<> waiting) = 0;
    /// The peer has left or the node stops: a parked request is resumed to end.
    virtual bool peer_gone() const noexcept = 0;

private:
    IChannels& find_channels();

    IChannels* channels_ = nullptr;
};

/// Throws std::logic_error that names the service.
[[noreturn]] DMQ_EXPORT void throw_missing_service(std::string_view name);

/// What the node offers its requests as an Interface: IChannels in a DMQ, what its author has
/// chosen in another node. Interface::service_name ends in a number that changes when the interface
/// does. Throws std::logic_error, which ends the connection, if this node offers no such thing.
template <class Interface> Interface& service(IRequestContext& context)
{
    void* found = context.find_service(Interface::service_name);
    if (!found)
        throw_missing_service(Interface::service_name);
    return *static_cast<Interface*>(found);
}

inline IChannels& IRequestContext::find_channels() { return service<IChannels>(*this); }

/// `co_await wait_for_news(context, subscription)`: returns when there may be records to take or
/// the channel was removed; throws PeerGone.
class NewsOp {
public:
    NewsOp(IRequestContext& context, ISubscription& subscription) noexcept
        : context_(context), subscription_(subscription)
    {
    }
    bool await_ready() noexcept { return context_.peer_gone() || !subscription_.arm(); }
    void await_suspend(std::coroutine_handle<> waiting) { context_.park(waiting); }
    void await_resume()
    {
        subscription_.disarm();
        if (context_.peer_gone())
            throw PeerGone();
    }

private:
    IRequestContext& context_;
    ISubscription& subscription_;
};

inline NewsOp wait_for_news(IRequestContext& context, ISubscription& subscription) noexcept
{
    return {context, subscription};
}

/// `co_await yield(context)`: gives way to other connections of the loop.
class YieldOp {
public:
    explicit YieldOp(IRequestContext& context) noexcept : context_(context) { }
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) { context_.yield(waiting); }
    void await_resume() const
    {
        if (context_.peer_gone())
            throw PeerGone();
    }

private:
    IRequestContext& context_;
};

inline YieldOp yield(IRequestContext& context) noexcept { return YieldOp(context); }

/// `co_await give_way(context)`: the same, but without an exception if the peer has left: it may
/// have sent everything before, and that is still to be handled.
class GiveWayOp : public YieldOp {
public:
    using YieldOp::YieldOp;
    void await_resume() const noexcept { }
};

inline GiveWayOp give_way(IRequestContext& context) noexcept { return GiveWayOp(context); }

enum class Protocol : std::uint8_t { legacy, neo };

namespace legacy {

/// One legacy request. It owns the byte stream from behind the command code until it returns, and
/// leaves the reader at the next command. A new object for every request.
class IRequest {
public:
    virtual ~IRequest() = default;
    /// Exceptions end the connection: PeerGone silently, others with a line in the log.
    virtual Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) = 0;
};

} // namespace legacy

} // namespace dmq
