// SPDX-License-Identifier: BSL-1.0
#include "request_on_conn.hpp"

#include <dmq/node/neo_connection_handler.hpp>
#include <dmq/node/neo_settings.hpp>
#include <dmq/plugin/log.hpp>
#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <ctime>
#include <map>
#include <utility>

namespace dmq::neo {
namespace {

constexpr std::string_view logger = "connection.neo";
// more output than this is sent before the next message is read, however fast they come
constexpr std::size_t output_watermark = 256 * 1024;
constexpr std::size_t max_spare = 64;

std::uint64_t unix_time() { return static_cast<std::uint64_t>(std::time(nullptr)); }

/// Neither supported nor known under another version: §5.3.
Support support_of(const PluginRegistry& requests, RequestId id)
{
    id.version = 0;
    const auto next = requests.requests().lower_bound(id);
    const bool known = next != requests.requests().end() && next->first.protocol == id.protocol &&
        next->first.code == id.code;
    return known ? Support::version_not_supported : Support::not_supported;
}

} // namespace

ConnectionHandler::ConnectionHandler(EventLoop& loop, const ConnectionShared& shared,
                                     Finished finished)
    : dmq::ConnectionHandler(loop, shared, std::move(finished)), login_timer_(loop.context())
{
}

ConnectionHandler::~ConnectionHandler() = default;

void ConnectionHandler::reset()
{
    requests_.clear();
    client_.clear();
    failed_ = false;
}

void ConnectionHandler::complete(ConnectionInfo& info) const
{
    info.protocol = protocol;
    info.client = client_;
    if (requests_.empty()) {
        info.activity = logging_in_ ? "login" : "idle";
        return;
    }
    std::map<std::string_view, std::size_t> running;
    for (const auto& [id, request] : requests_)
        ++running[request->name()];
    for (const auto& [name, count] : running) {
        info.activity += info.activity.empty() ? "" : " ";
        info.activity += name;
        info.activity += count == 1 ? "" : "*" + std::to_string(count);
    }
}

Task<> ConnectionHandler::serve()
{
    activity_ = "login";
    if (!co_await log_in())
        co_return;
    activity_ = "requests";
    const struct Guard {
        ConnectionHandler& connection;
        ~Guard() { connection.abandon_requests(); }
    } guard{*this};
    co_await serve_requests();
}

Task<bool> ConnectionHandler::log_in()
{
    limit_login_time();
    const struct Guard {
        ConnectionHandler& connection;
        ~Guard()
        {
            connection.logging_in_ = false;
            connection.login_timer_.cancel();
        }
    } guard{*this};
    Login login = co_await receive_login(reader(), writer(), shared().neo.key_of, unix_time);
    if (login.verdict != Verdict::accepted) {
        log::warn(logger, peer(), ": login of '", login.name,
                  "' rejected: ", describe(login.verdict));
        co_return false;
    }
    client_ = std::move(login.name);
    co_return true;
}

void ConnectionHandler::limit_login_time()
{
    logging_in_ = true;
    login_timer_.expires_after(shared().neo.login_timeout);
    login_timer_.async_wait([this](const boost::system::error_code& error) {
        // an expiry that was queued before the login ended must not hit what came after
        if (error || !logging_in_ || login_timer_.expiry() > std::chrono::steady_clock::now())
            return;
        log::info(logger, peer(), ": not logged in after ", shared().neo.login_timeout.count(),
                  " ms: closed");
        abort();
    });
}

Task<> ConnectionHandler::serve_requests()
{
    while (!failed_) {
        const Bytes body = co_await read(reader(),
                                         MessageCodec(MessageType::request, shared().neo.max_body));
        dispatch(parse_request_message(body));
        if (writer().pending() > output_watermark) {
            timer().pause();
            co_await flush(writer());
        }
    }
}

void ConnectionHandler::dispatch(const RequestMessage& message)
{
    const auto running = requests_.find(message.request_id);
    if (running == requests_.end())
        return start_request(message.request_id, message.payload);
    timer().pause();
    if (!running->second->deliver(message.payload))
        throw ProtocolError(Error::unexpected_message);
}

void ConnectionHandler::start_request(std::uint64_t id, Bytes payload)
{
    if (payload.size() == 1)
        return; // a late control message (§12 D2)
    const auto start = parse_start(payload);
    if (!start)
        throw ProtocolError(Error::malformed_payload);
    const RequestId wanted{Protocol::neo, start->code, start->version};
    const PluginRegistry::Request* found = shared().requests.find(wanted);
    if (!found) {
        write_code(writer(), id, support_of(shared().requests, wanted));
        return;
    }
    if (requests_.size() >= shared().neo.max_requests)
        throw ProtocolError(Error::too_many_requests);
    write_code(writer(), id, Support::supported);
    if (spare_.empty())
        spare_.push_back(std::make_unique<RequestOnConn>(*this));
    auto request = std::move(spare_.back());
    spare_.pop_back();
    const bool ended = request->start(id, *found, start->arguments);
    requests_.emplace(id, std::move(request));
    if (ended)
        request_ended(id);
}

void ConnectionHandler::abandon_requests()
{
    reader().end();
    std::vector<std::uint64_t> ids;
    ids.reserve(requests_.size());
    for (const auto& [id, request] : requests_)
        ids.push_back(id);
    for (const std::uint64_t id : ids)
        requests_.at(id)->abandon();
}

void ConnectionHandler::request_ended(std::uint64_t id)
{
    auto request = requests_.extract(id);
    request.mapped()->reset();
    if (spare_.size() < max_spare)
        spare_.push_back(std::move(request.mapped()));
}

void ConnectionHandler::fail(std::string_view request, std::string_view why)
{
    log::error(logger, peer(), ' ', client_, ' ', request, ": ", why);
    failed_ = true;
    // may end the connection, but not this object: serve() waits for input now, and a handler is
    // reused only after the last operation on its socket
    reader().end();
}

} // namespace dmq::neo
