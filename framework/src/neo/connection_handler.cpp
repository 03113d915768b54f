// SPDX-License-Identifier: BSL-1.0
#include "../net/faults.hpp"
#include "request_on_conn.hpp"

#include <dmq/node/neo_connection_handler.hpp>
#include <dmq/node/neo_settings.hpp>
#include <dmq/plugin/log.hpp>
#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <map>
#include <utility>

namespace dmq::neo {
namespace {

constexpr std::string_view logger = "connection.neo";
// bytes; with more to send, whoever would add to it waits for its turn
constexpr std::size_t output_watermark = 256 * 1024;
// bytes of messages handled before other connections have their turn, if so many are buffered
constexpr std::size_t input_budget = 256 * 1024;
// of those that wait for room, before other connections have their turn
constexpr int turns_at_once = 16;

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
    for (auto& [id, request] : requests_)
        keep_for_next(std::move(request));
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
    try {
        activity_ = "login";
        if (!co_await log_in())
            co_return;
        activity_ = "requests";
        const struct Guard {
            ConnectionHandler& connection;
            ~Guard() { connection.abandon_requests(); }
        } guard{*this};
        co_await serve_requests();
    } catch (const ProtocolError& error) {
        count(error);
        throw;
    }
}

/// `co_await ReadingTurn(connection)`: until there is room for the answers to another message.
class ConnectionHandler::ReadingTurn final : RoomWaiter {
public:
    explicit ReadingTurn(ConnectionHandler& connection) noexcept : connection_(connection) { }
    bool await_ready() const noexcept { return connection_.has_room(); }
    bool await_suspend(std::coroutine_handle<> waiting)
    {
        connection_.timer().pause();
        if (!connection_.wait_for_room(*this))
            return false;
        connection_.park(waiting);
        return true;
    }
    void await_resume() const noexcept { }

private:
    void room() override { connection_.wake_parked(); }

    ConnectionHandler& connection_;
};

/// What was received whole is handled, also if the peer has left since.
Task<> ConnectionHandler::serve_requests()
{
    std::size_t handled = 0;
    while (!failed_) {
        const Bytes body = co_await read(reader(),
                                         MessageCodec(MessageType::request, shared().neo.max_body));
        handled += body.size();
        dispatch(parse_request_message(body));
        while (!failed_ && !has_room())
            co_await ReadingTurn(*this);
        if (handled >= input_budget) {
            handled = 0;
            co_await give_way(*this);
        }
    }
}

/// Whoever comes while others wait has to wait, too.
bool ConnectionHandler::has_room() noexcept
{
    return writer().ended() ||
        (writer().pending() <= output_watermark && (in_turn_ || room_queue_.empty()));
}

bool ConnectionHandler::wait_for_room(RoomWaiter& waiter)
{
    in_turn_ = false;
    writer().send();
    if (has_room())
        return false;
    room_queue_.push_back(waiter);
    return true;
}

void ConnectionHandler::output_taken()
{
    for (int i = 0; i < turns_at_once && someone_has_room(); ++i) {
        RoomWaiter& next = room_queue_.front();
        room_queue_.pop_front();
        in_turn_ = true;
        next.room();
        in_turn_ = false;
        if (writer().pending() > output_watermark)
            writer().send();
    }
    writer().send();
    if (someone_has_room())
        writer().call_when_writable();
}

bool ConnectionHandler::someone_has_room() noexcept
{
    return !room_queue_.empty() && writer().pending() <= output_watermark;
}

void ConnectionHandler::count(const ProtocolError& error) noexcept
{
    ++counters().protocol_errors;
    if (error.code() == Error::message_too_long)
        ++counters().messages_too_long;
    else if (error.code() == Error::too_many_requests)
        ++counters().too_many_requests;
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
    const PluginRegistry::Request* found = find_request(wanted);
    if (!found) {
        write_code(writer(), id, support_of(shared().requests, wanted));
        return;
    }
    if (requests_.size() >= shared().neo.max_requests)
        throw ProtocolError(Error::too_many_requests);
    write_code(writer(), id, Support::supported);
    auto request = spare_for(*found);
    if (request->start(id, *found, start->arguments))
        keep_for_next(std::move(request)); // a Push, say: nothing can ask for it any more
    else
        requests_.emplace(id, std::move(request));
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
    keep_for_next(std::move(requests_.extract(id).mapped()));
}

std::unique_ptr<RequestOnConn> ConnectionHandler::spare_for(const RegisteredRequest& type)
{
    if (spare_.size() <= type.index)
        spare_.resize(type.index + 1);
    auto& spare = spare_[type.index];
    if (spare.empty())
        return std::make_unique<RequestOnConn>(*this);
    auto request = std::move(spare.back());
    spare.pop_back();
    return request;
}

void ConnectionHandler::keep_for_next(std::unique_ptr<RequestOnConn> request)
{
    auto& spare = spare_[request->type().index];
    request->reset();
    spare.push_back(std::move(request));
}

void ConnectionHandler::fail(const RegisteredRequest& request, std::string_view why)
{
    report_exception(logger, peer() + ' ' + client_, request, why);
    end_connection();
}

void ConnectionHandler::refuse(const RegisteredRequest& request, std::string_view why)
{
    log::info(logger, peer(), ' ', client_, ' ', request.type.name, ": ", why);
    end_connection();
}

void ConnectionHandler::end_connection()
{
    failed_ = true;
    // may end the connection, but not this object: serve() waits for input now, and a handler is
    // reused only after the last operation on its socket
    reader().end();
}

} // namespace dmq::neo
