// SPDX-License-Identifier: BSL-1.0
// A connection of the neo protocol: a login, then many requests at once.
#pragma once

#include <dmq/node/connection_handler.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dmq::neo {

class RequestOnConn;

/// Logs the client in (neo-protocol §3), then runs the requests that plugins have registered for
/// code and version (§5). What breaks the protocol, or a handler that throws, ends the connection.
class DMQ_EXPORT ConnectionHandler final : public dmq::ConnectionHandler {
public:
    static constexpr std::string_view protocol = "neo";

    ConnectionHandler(EventLoop& loop, const ConnectionShared& shared, Finished finished);
    ~ConnectionHandler() override;

private:
    friend class RequestOnConn;

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

    // for RequestOnConn
    void request_ended(std::uint64_t id);
    void fail(std::string_view request, std::string_view why);

    boost::asio::steady_timer login_timer_;
    std::string_view activity_;
    std::string client_;
    std::unordered_map<std::uint64_t, std::unique_ptr<RequestOnConn>> requests_; // suspended ones
    std::vector<std::unique_ptr<RequestOnConn>> spare_;
    bool logging_in_ = false;
    bool failed_ = false;
};

} // namespace dmq::neo
