// SPDX-License-Identifier: BSL-1.0
// One running request of a neo connection.
#pragma once

#include "../net/loop_waker.hpp"
#include "../net/request_slot.hpp"

#include <dmq/node/neo_connection_handler.hpp>
#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/neo_request.hpp>

#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace dmq::neo {

/// Reused for one request after the other, all of one type: what a handler has kept can at most
/// become its own once more. Confined to the connection's loop.
class RequestOnConn final : public IRequestOnConn,
                            private IRequestContext,
                            public IWakeTarget,
                            private RoomWaiter {
public:
    /// `connection` must outlive the object.
    explicit RequestOnConn(ConnectionHandler& connection) noexcept : connection_(connection) { }
    ~RequestOnConn() override { reset(); }

    /// Runs the request until it ends (true) or waits. `payload` is needed until then only. The
    /// request's type outlives the object.
    bool start(std::uint64_t id, const PluginRegistry::Request& request, Bytes payload);
    /// A message for the running request; false: too many are waiting. May end it.
    bool deliver(Bytes payload);
    /// The connection ends: resumes a parked request to end.
    void abandon() { resume(); }
    /// Ends what runs, drops what was kept: for the next request.
    void reset() noexcept;
    std::uint64_t id() const noexcept { return id_; }
    std::string_view name() const noexcept { return type_->type.name; }
    const RegisteredRequest& type() const noexcept { return *type_; }

    // IRequestOnConn
    void send(Bytes payload) override;
    void send(Bytes head, std::span<const std::shared_ptr<const Lease>> records) override;
    void send(Bytes head, Lease records) override;
    using IRequestOnConn::send;
    std::optional<Bytes> receive() override;
    bool has_message() const noexcept override { return !inbox_.empty(); }
    bool has_room() const noexcept override;
    bool park_for_room(std::coroutine_handle<> waiting) override;

    // IWakeTarget
    void woken() override;

private:
    Task<> run(Bytes payload);
    void resume();
    void count_end() noexcept;
    void room() override { resume(); }
    /// Throws std::logic_error unless this request's code is the caller.
    void expect_running(const char* call) const;

    /// The request's code runs on the loop while this object lives.
    class Executing;

    // IRequestContext
    void* find_service(std::string_view name) noexcept override;
    const INodeInfo& node() const noexcept override;
    std::shared_ptr<IWaker> waker() override { return loop_waker(); }
    void park(std::coroutine_handle<> waiting) override;
    void yield(std::coroutine_handle<> waiting) override;
    bool peer_gone() const noexcept override;

    const std::shared_ptr<LoopWaker>& loop_waker();

    ConnectionHandler& connection_;
    std::uint64_t id_ = 0;
    const RegisteredRequest* type_ = nullptr; // null: no request runs
    RequestCounters* counters_ = nullptr; // while it runs on behind start()
    Timing timing_ = Timing::counted;
    RequestTimer<>::TimePoint since_{};
    std::optional<RequestSlot<IRequest>> request_;
    Task<> task_;
    std::coroutine_handle<> parked_;
    std::shared_ptr<LoopWaker> waker_;
    std::vector<std::vector<std::byte>> inbox_;
    std::vector<std::byte> received_;
};

} // namespace dmq::neo
