// SPDX-License-Identifier: BSL-1.0
// Neo requests that exercise a connection, and the plugin that brings them.
#pragma once

#include "support/plugin_descriptor.hpp"

#include <dmq/plugin/plugin.hpp>
#include <dmq/protocol/neo_error.hpp>

#include <atomic>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dmq::neo::test {

enum class TestCode : std::uint8_t { echo = 100, late, deaf, nap, fail, turns, keep, stream };
inline constexpr std::uint8_t test_version = 7;

/// How many request objects and frames of handlers there are.
inline std::atomic<int> living = 0;

/// How many times a Late has been told that its connection ends.
inline std::atomic<int> told_gone = 0;

class Counted {
public:
    Counted() { ++living; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --living; }
};

/// Wakes requests from another thread than theirs.
class Bell {
public:
    void add(std::shared_ptr<IWaker> waker)
    {
        const std::lock_guard lock(mutex_);
        wakers_.push_back(std::move(waker));
    }
    void ring()
    {
        rung_ = true;
        const std::lock_guard lock(mutex_);
        for (const auto& waker : wakers_)
            waker->wake();
    }
    bool rung() const { return rung_; }
    /// For the next test.
    void reset()
    {
        rung_ = false;
        const std::lock_guard lock(mutex_);
        wakers_.clear();
    }

private:
    std::atomic<bool> rung_ = false;
    std::mutex mutex_;
    std::vector<std::shared_ptr<IWaker>> wakers_;
};

inline Bell bell;

/// `co_await Parked{context}`: until a message, the waker, or the end.
struct Parked {
    IRequestContext& context;
    bool await_ready() const noexcept { return context.peer_gone(); }
    void await_suspend(std::coroutine_handle<> waiting) const { context.park(waiting); }
    void await_resume() const
    {
        if (context.peer_gone())
            throw PeerGone();
    }
};

/// Waits for the bell and reads no message.
inline Task<> wait_for_bell(IRequestContext& context)
{
    bell.add(context.waker());
    while (!bell.rung())
        co_await Parked{context};
}

/// Answers its payload at once.
class Echo final : public IRequest {
public:
    Task<> handle(IRequestOnConn& request, Bytes payload, IRequestContext&) override
    {
        request.send(payload);
        co_return;
    }
};

/// Waits for a message, and answers its payload and that.
class Late final : public IRequest, Counted {
public:
    Task<> handle(IRequestOnConn& request, Bytes payload, IRequestContext& context) override
    {
        const Counted frame;
        const std::string start(text_of(payload));
        try {
            while (!request.has_message())
                co_await wait_for_message(request, context);
        } catch (const PeerGone&) {
            ++told_gone;
            throw;
        }
        request.send(bytes_of(start + std::string(text_of(*request.receive()))));
    }
};

/// Answers "woken" when the bell has rung.
class Deaf final : public IRequest, Counted {
public:
    Task<> handle(IRequestOnConn& request, Bytes, IRequestContext& context) override
    {
        const Counted frame;
        co_await wait_for_bell(context);
        request.send(bytes_of("woken"));
    }
};

/// Answers "resumed" when it has been, by whatever it was.
class Nap final : public IRequest, Counted {
public:
    Task<> handle(IRequestOnConn& request, Bytes, IRequestContext& context) override
    {
        const Counted frame;
        co_await Parked{context};
        request.send(bytes_of("resumed"));
    }
};

/// Throws what the first character of its payload says (protocol error or another), when the second
/// one says: now, on a message, or on the bell.
class Fail final : public IRequest, Counted {
public:
    Task<> handle(IRequestOnConn& request, Bytes payload, IRequestContext& context) override
    {
        const Counted frame;
        const std::string how(text_of(payload));
        if (how.at(1) == 'm')
            co_await wait_for_message(request, context);
        if (how.at(1) == 'b')
            co_await wait_for_bell(context);
        if (how.at(0) == 'p')
            throw ProtocolError(Error::malformed_payload);
        throw std::runtime_error("broken on purpose");
    }
};

/// Gives way as often as the number says, then answers "T".
class Turns final : public IRequest, Counted {
public:
    Task<> handle(IRequestOnConn& request, Bytes payload, IRequestContext& context) override
    {
        const Counted frame;
        const auto turns = load<std::uint64_t>(payload.data());
        for (std::uint64_t i = 0; i < turns; ++i)
            co_await yield(context);
        request.send(bytes_of("T"));
    }
};

/// Sends a record of the named channel behind "R", and keeps it until a message comes.
class Keep final : public IRequest, Counted {
public:
    Task<> handle(IRequestOnConn& request, Bytes payload, IRequestContext& context) override
    {
        const Counted frame;
        const auto channel = context.channels().get_or_create(text_of(payload));
        const auto subscription = channel->subscribe("", context.waker());
        const auto lease = std::make_shared<Lease>(subscription->take(1));
        request.send(bytes_of("R"), lease);
        while (!request.has_message())
            co_await wait_for_message(request, context);
        lease->done();
    }
};

/// Sends as many messages of the same size as its payload says: u64 number, u64 size. Waits for
/// room before each.
class Stream final : public IRequest, Counted {
public:
    Task<> handle(IRequestOnConn& request, Bytes payload, IRequestContext& context) override
    {
        const Counted frame;
        const auto count = load<std::uint64_t>(payload.data());
        const std::string text(load<std::uint64_t>(payload.data() + sizeof count), 's');
        for (std::uint64_t i = 0; i < count; ++i) {
            while (!request.has_room())
                co_await wait_for_room(request, context);
            request.send(bytes_of(text));
        }
    }
};

inline void register_test_requests(IPluginRegistrar& to)
{
    const auto id = [](TestCode code) {
        return RequestId{Protocol::neo, static_cast<std::int32_t>(code), test_version};
    };
    to.add_request<Echo>(id(TestCode::echo), "Echo");
    to.add_request<Late>(id(TestCode::late), "Late");
    to.add_request<Deaf>(id(TestCode::deaf), "Deaf");
    to.add_request<Nap>(id(TestCode::nap), "Nap");
    to.add_request<Fail>(id(TestCode::fail), "Fail");
    to.add_request<Turns>(id(TestCode::turns), "Turns");
    to.add_request<Keep>(id(TestCode::keep), "Keep");
    to.add_request<Stream>(id(TestCode::stream), "Stream");
}

/// What the registry of a test node holds.
inline const PluginDescriptor test_plugin = support::plugin_descriptor<register_test_requests>(
    "test");

} // namespace dmq::neo::test
