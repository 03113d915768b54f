// SPDX-License-Identifier: BSL-1.0
// A connection of the neo protocol: a login, then many requests at once.
#pragma once

#include <dmq/node/connection_handler.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dmq::neo {

class RequestOnConn;

using RoomHook =
    boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

/// Who waits until the socket has taken enough of what the connection has to send.
class RoomWaiter : public RoomHook {
public:
    /// It is this one's turn, and there is room.
    virtual void room() = 0;

protected:
    ~RoomWaiter() = default;
};

/// Logs the client in (neo-protocol §3), then runs the requests that plugins have registered for
/// code and version (§5). What breaks the protocol, or a handler that throws, ends the connection.
class DMQ_EXPORT ConnectionHandler final : public dmq::ConnectionHandler {
public:
    static constexpr std::string_view protocol = "neo";

    ConnectionHandler(EventLoop& loop, const ConnectionShared& shared, Finished finished);
    ~ConnectionHandler() override;

private:
    friend class RequestOnConn;
    class LoginSlot;
    class ReadingTurn;

    Task<> serve() override;
    void reset() override;
    std::string_view activity() const noexcept override { return activity_; }
    void complete(ConnectionInfo& info) const override;

    Task<bool> log_in();
    void limit_login_time();
    Task<> serve_requests();
    void dispatch(const RequestMessage& message);
    void start_request(std::uint64_t id, Bytes payload);
    void abandon_requests();
    void output_taken() override;
    bool someone_has_room() noexcept;
    Counters& counters() noexcept { return *shared().neo.counters; }

    // for RequestOnConn
    /// Output is shared fairly: whoever finds no room queues up, the reader of messages included.
    bool has_room() noexcept;
    /// False: there is room now.
    bool wait_for_room(RoomWaiter& waiter);
    void count(const ProtocolError& error) noexcept;
    void request_ended(std::uint64_t id);
    std::unique_ptr<RequestOnConn> spare_for(const RegisteredRequest& type);
    void keep_for_next(std::unique_ptr<RequestOnConn> request);
    /// The handler has thrown.
    void fail(const RegisteredRequest& request, std::string_view why);
    /// The peer has broken the protocol.
    void refuse(const RegisteredRequest& request, std::string_view why);
    void end_connection();

    boost::asio::steady_timer login_timer_;
    std::chrono::steady_clock::time_point login_deadline_;
    std::string_view activity_;
    std::string client_;
    std::unordered_map<std::uint64_t, std::unique_ptr<RequestOnConn>> requests_; // suspended ones
    // by the index of their type; none is destroyed before the connection handler, as a handler may
    // have kept one
    std::vector<std::vector<std::unique_ptr<RequestOnConn>>> spare_;
    boost::intrusive::list<RoomWaiter, boost::intrusive::constant_time_size<false>> room_queue_;
    bool logging_in_ = false;
    bool in_turn_ = false; // the first of the room queue has been resumed
    bool failed_ = false;
};

} // namespace dmq::neo
