// SPDX-License-Identifier: BSL-1.0
#include "core/requests.hpp"

#include <dmq/protocol/neo_error.hpp>

#include <algorithm>
#include <utility>

namespace dmq::client {
namespace {

std::string channel_of(const detail::Request& request)
{
    constexpr std::size_t head = neo::MessageHeader::size + neo::request_id_size;
    const auto start = neo::parse_start(request.message.subspan(head));
    if (request.kind == RequestKind::pop)
        return std::string(neo::parse_pop(start->arguments)->channel);
    const auto push = neo::parse_push(start->arguments);
    return std::string(text_of(*Records(push->channels.bytes).begin()));
}

/// Whether a node has answered, as opposed to being gone.
bool is_answer(std::error_code cause)
{
    return cause == Errc::node_error || cause == Errc::has_subscribers ||
        cause == Errc::unknown_answer || cause == Errc::unsupported_request ||
        cause == Errc::unsupported_version;
}

/// Cheaper than parse_code, which also says what is wrong.
template <neo::WireCode Code> bool is(Bytes payload, Code code) noexcept
{
    return payload.size() == 1 && payload[0] == static_cast<std::byte>(code);
}

} // namespace

void Requests::submit(Request& request)
{
    request.begun = context_.now;
    if (request.error)
        return finish(request, request.error);
    if (request.cancel_key != 0)
        cancelable_[request.cancel_key] = &request;
    if (request.counted)
        start(request);
    else
        parked_.push_back(&request);
}

void Requests::start(Request& request)
{
    request.id = table_.insert({&request, nullptr, nullptr, 0});
    store(request.message.data() + neo::MessageHeader::size, request.id);
    auto& most = context_.counters.load.max_requests;
    most.set(std::max<std::uint64_t>(most.get(), table_.size()));
    if (Node* const node = nodes_.first(request.kind))
        ask(request, *node);
    else
        finish(request, nodes_.empty() ? Errc::no_nodes : Errc::not_connected);
}

void Requests::ask(Request& request, Node& node)
{
    request.node = node.index();
    request.supported = false;
    request.asked = context_.now;
    if (const auto timeout = context_.options.request_timeout; timeout.count() > 0)
        deadline_ = std::min(deadline_, context_.now + timeout);
    node.send(request.message, request.memory);
}

std::error_code Requests::message(Request& request, const Node& node, Bytes payload)
{
    if (request.node != node.index())
        return {}; // too late: another node is asked by now
    return request.supported ? take_result(request, payload) : take_support(request, payload);
}

std::error_code Requests::take_support(Request& request, Bytes payload)
{
    if (is(payload, neo::Support::supported)) {
        request.supported = true;
        return {};
    }
    const auto support = neo::parse_code<neo::Support>(payload);
    if (!support && payload.size() != 1) {
        fail_on_node(request, neo::Error::malformed_payload);
        return neo::Error::malformed_payload;
    }
    fail_on_node(request,
                 !support                                      ? Errc::unknown_answer
                     : *support == neo::Support::not_supported ? Errc::unsupported_request
                                                               : Errc::unsupported_version);
    return {};
}

std::error_code Requests::take_result(Request& request, Bytes payload)
{
    if (request.kind == RequestKind::push && is(payload, neo::PushResult::pushed)) {
        finish(request, {});
        return {};
    }
    if (request.kind == RequestKind::pop) {
        if (const auto reply = neo::parse_pop_reply(payload)) {
            take_pop(request, reply->result, reply->value);
            return {};
        }
    } else if (neo::parse_code<neo::PushResult>(payload)) {
        fail_on_node(request, Errc::node_error);
        return {};
    }
    const bool unknown = payload.size() == 1;
    const std::error_code malformed = neo::Error::malformed_payload;
    fail_on_node(request, unknown ? make_error_code(Errc::unknown_answer) : malformed);
    return unknown ? std::error_code() : malformed;
}

void Requests::take_pop(Request& request, neo::PopResult result, Bytes value)
{
    switch (result) {
    case neo::PopResult::popped:
        request.record.emplace(value);
        return finish(request, {});
    case neo::PopResult::empty:
        request.empty_seen = true;
        return try_next(request, false);
    case neo::PopResult::error:
        return fail_on_node(request, Errc::node_error);
    case neo::PopResult::subscribed:
        return fail_on_node(request, Errc::has_subscribers);
    }
}

/// This node did not do it.
void Requests::fail_on_node(Request& request, std::error_code cause)
{
    request.cause = cause;
    request.error_seen |= is_answer(cause);
    context_.counters.of(request.kind).failed_tries.add(1);
    try_next(request, true);
}

void Requests::try_next(Request& request, bool tell)
{
    request.failed_nodes.push_back(request.node);
    Node& failed = nodes_[request.node];
    Node* const next = nodes_.next(failed, request.failed_nodes);
    if (tell)
        context_.notify({Notification::Kind::request_failed, failed.address(), request.cause,
                         next != nullptr, request.kind, channel_of(request)});
    if (next != nullptr)
        ask(request, *next);
    else
        finish(request, final_error(request));
}

/// A Pop is without error if some node says that there is nothing, and none that it cannot say.
std::error_code Requests::final_error(const Request& request) const noexcept
{
    return request.empty_seen && !request.error_seen ? std::error_code() : request.cause;
}

void Requests::finish(Request& request, std::error_code result)
{
    auto& counters = context_.counters;
    if (request.id != 0)
        table_.erase(request.id);
    if (request.cancel_key != 0)
        cancelable_.erase(request.cancel_key);
    counters.of(request.kind).time.add(context_.now - request.begun);
    if (result)
        counters.of(request.kind).failures.add(1);
    if (request.counted)
        counters.load.finished(request.message.size());
    request.error = result;
    context_.outbox.push_back(&request);
}

void Requests::node_lost(const Node& node)
{
    table_.for_each([&](const RequestTable::Entry& entry) {
        if (entry.request != nullptr && entry.request->node == node.index())
            fail_on_node(*entry.request, Errc::disconnected);
    });
}

void Requests::cancel(std::uint64_t key)
{
    const auto found = cancelable_.find(key);
    if (found == cancelable_.end())
        return;
    Request& request = *found->second;
    if (request.id == 0)
        std::erase(parked_, &request);
    finish(request, Errc::canceled);
}

void Requests::close(std::error_code result)
{
    table_.for_each([&](const RequestTable::Entry& entry) {
        if (entry.request != nullptr)
            finish(*entry.request, result);
    });
    for (Request* const request : std::exchange(parked_, {}))
        finish(*request, result);
    deadline_ = Time::max();
}

void Requests::tick()
{
    if (context_.now >= deadline_)
        time_out();
    auto& load = context_.counters.load;
    load.release_finished();
    while (!parked_.empty() && load.admit(parked_.front()->message.size(), context_.options)) {
        Request& request = *parked_.front();
        parked_.pop_front();
        request.counted = true;
        start(request);
    }
}

void Requests::time_out()
{
    const auto timeout = context_.options.request_timeout;
    Time next = Time::max();
    std::vector<Request*> late;
    table_.for_each([&](const RequestTable::Entry& entry) {
        if (entry.request == nullptr)
            return;
        if (entry.request->asked + timeout <= context_.now)
            late.push_back(entry.request);
        else
            next = std::min(next, entry.request->asked + timeout);
    });
    deadline_ = next;
    for (Request* const request : late)
        fail_on_node(*request, Errc::timed_out);
}

} // namespace dmq::client
