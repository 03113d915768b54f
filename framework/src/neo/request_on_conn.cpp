// SPDX-License-Identifier: BSL-1.0
#include "request_on_conn.hpp"

#include "../net/faults.hpp"
#include "../net/running_code.hpp"

#include <dmq/protocol/neo_message.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace dmq::neo {
namespace {

// messages of a request that has not asked for them; control messages are all there are
constexpr std::size_t max_inbox = 64;

} // namespace

class RequestOnConn::Executing {
public:
    explicit Executing(RequestOnConn& request) noexcept
        : running_(request.connection_.loop().activity(), request.type_),
          code_({&request.connection_, &request})
    {
    }

private:
    const RunningRequest running_;
    const CodeScope code_;
};

bool RequestOnConn::start(std::uint64_t id, const PluginRegistry::Request& request, Bytes payload)
{
    id_ = id;
    type_ = &request;
    const Executing executing(*this);
    timing_ = request.type.timing;
    RequestCounters& counters = connection_.counters_of(request);
    connection_.timer().begin(counters, timing_);
    task_ = run(payload);
    const bool ended = task_.start();
    if (ended) {
        connection_.timer().end();
    } else {
        since_ = connection_.timer().leave();
        counters_ = &counters;
    }
    return ended;
}

void RequestOnConn::count_end() noexcept
{
    if (auto* counters = std::exchange(counters_, nullptr))
        RequestTimer<>::leave_ended(*counters, timing_, since_);
}

bool RequestOnConn::deliver(Bytes payload)
{
    if (inbox_.size() == max_inbox)
        return false;
    inbox_.emplace_back(payload.begin(), payload.end());
    resume();
    return true;
}

void RequestOnConn::reset() noexcept
{
    count_end();
    task_ = {};
    request_.reset();
    type_ = nullptr;
    parked_ = nullptr;
    if (is_linked())
        unlink();
    inbox_.clear();
    if (const auto waker = std::move(waker_))
        waker->detach();
}

void RequestOnConn::send(Bytes payload)
{
    expect_running("IRequestOnConn::send");
    write_request_message(connection_.writer(), id_, {payload});
}

void RequestOnConn::send(Bytes head, std::span<const std::shared_ptr<const Lease>> records)
{
    expect_running("IRequestOnConn::send");
    std::size_t size = head.size();
    for (const auto& lease : records) {
        if (!lease)
            throw std::invalid_argument("IRequestOnConn::send: a lease is needed");
        size += lease->size();
    }
    StreamWriter& out = connection_.writer();
    begin_request_message(out, id_, size);
    out.write(head);
    for (const auto& lease : records)
        out.write(lease);
}

void RequestOnConn::send(Bytes head, Lease records)
{
    expect_running("IRequestOnConn::send");
    StreamWriter& out = connection_.writer();
    begin_request_message(out, id_, head.size() + records.size());
    out.write(head);
    out.write(std::move(records));
}

bool RequestOnConn::has_room() const noexcept { return connection_.has_room(); }

bool RequestOnConn::park_for_room(std::coroutine_handle<> waiting)
{
    expect_running("IRequestOnConn::park_for_room");
    if (!connection_.wait_for_room(*this))
        return false;
    parked_ = waiting;
    return true;
}

std::optional<Bytes> RequestOnConn::receive()
{
    expect_running("IRequestOnConn::receive");
    if (inbox_.empty())
        return std::nullopt;
    received_ = std::move(inbox_.front());
    inbox_.erase(inbox_.begin());
    return received_;
}

Task<> RequestOnConn::run(Bytes payload)
{
    try {
        request_.emplace(type_->type, type_->type.emplace_neo);
        co_await (*request_)->handle(*this, payload, *this);
        if (parked_)
            throw std::logic_error("the request has ended, but something of it still waits");
    } catch (const PeerGone&) {
        // the connection is ending
    } catch (const ProtocolError& error) {
        connection_.count(error);
        connection_.refuse(*type_, error.code().message());
    } catch (const std::exception& error) {
        connection_.fail(*type_, error.what());
    } catch (...) {
        connection_.fail(*type_, not_an_exception);
    }
}

void* RequestOnConn::find_service(std::string_view name) noexcept
{
    return connection_.find_service(name);
}

const INodeInfo& RequestOnConn::node() const noexcept { return connection_.node(); }

void RequestOnConn::park(std::coroutine_handle<> waiting)
{
    expect_running("IRequestContext::park");
    expect_no_other_waiter(parked_ != nullptr);
    parked_ = waiting;
    connection_.writer().send();
}

void RequestOnConn::yield(std::coroutine_handle<> waiting)
{
    park(waiting);
    loop_waker()->wake();
}

bool RequestOnConn::peer_gone() const noexcept { return connection_.peer_gone(); }

void RequestOnConn::woken()
{
    StreamWriter& out = connection_.writer(); // this object may be gone when the request has ended
    resume();
    out.send(); // the last message of a request that ends: the connection itself still waits
}

void RequestOnConn::expect_running(const char* call) const
{
    if (running_code.request != this)
        throw std::logic_error(std::string(call) + ": the request has ended, or is another's");
}

void RequestOnConn::resume()
{
    if (!parked_)
        return;
    if (is_linked())
        unlink();
    {
        const Executing executing(*this);
        std::exchange(parked_, nullptr).resume();
    }
    if (task_.done())
        connection_.request_ended(id_);
}

const std::shared_ptr<LoopWaker>& RequestOnConn::loop_waker()
{
    if (!waker_)
        waker_ = std::make_shared<LoopWaker>(connection_.loop(), *this);
    return waker_;
}

} // namespace dmq::neo
