// SPDX-License-Identifier: BSL-1.0
#include "core/admin_requests.hpp"

#include <dmq/protocol/neo_error.hpp>

#include <algorithm>
#include <optional>

namespace dmq::client {
namespace {

void end(detail::AdminRequest::Part& part, std::error_code error)
{
    part.error = error;
    part.over = true;
}

std::error_code error_of(neo::Support support)
{
    switch (support) {
    case neo::Support::supported:
        return {};
    case neo::Support::version_not_supported:
        return Errc::unsupported_version;
    case neo::Support::not_supported:
        break;
    }
    return Errc::unsupported_request;
}

/// Whether no further payload follows; nullopt: it is none.
std::optional<bool> is_last(neo::AdminCode code, Bytes payload)
{
    using neo::AdminCode;
    switch (code) {
    case AdminCode::list_channels:
        if (const auto list = neo::parse_list_message(payload))
            return list->event == neo::ListEvent::end;
        return std::nullopt;
    case AdminCode::peek:
        return neo::parse_peek_reply(payload) ? std::optional(true) : std::nullopt;
    case AdminCode::clear:
        return neo::parse_clear_reply(payload) ? std::optional(true) : std::nullopt;
    case AdminCode::remove_channel:
    case AdminCode::remove_subscriber:
        break;
    }
    return neo::parse_code<neo::AdminResult>(payload) ? std::optional(true) : std::nullopt;
}

} // namespace

void AdminRequests::submit(Request& request)
{
    for (const auto& node : nodes_.all())
        if (!request.target || *request.target == node->address())
            request.parts.push_back({node->address(), node->index(), {}, {}, false, false});
    if (request.parts.empty() && request.target)
        request.parts.push_back({*request.target, 0, Errc::no_nodes, {}, false, true});
    request.id = table_.insert({nullptr, nullptr, &request, 0});
    request.begun = context_.now;
    store(request.message.data() + neo::MessageHeader::size, request.id);
    for (Part& part : request.parts) {
        if (request.refused)
            end(part, request.refused);
        else if (!part.over)
            ask(request, part);
    }
    finish_if_over(request);
}

void AdminRequests::ask(Request& request, Part& part)
{
    Node& node = nodes_[part.node];
    if (!node.ready())
        return end(part, Errc::not_connected);
    if (const auto timeout = context_.options.request_timeout; timeout.count() > 0)
        deadline_ = std::min(deadline_, context_.now + timeout);
    node.send(request.message);
}

std::error_code AdminRequests::message(Request& request, const Node& node, Bytes payload)
{
    const auto part = std::ranges::find(request.parts, node.index(), &Part::node);
    if (part == request.parts.end() || part->over)
        return {};
    const std::error_code broken = take(request, *part, payload);
    finish_if_over(request);
    return broken;
}

std::error_code AdminRequests::take(Request& request, Part& part, Bytes payload)
{
    if (!part.supported) {
        const auto support = neo::parse_code<neo::Support>(payload);
        part.supported = support == neo::Support::supported;
        if (support && !part.supported)
            end(part, error_of(*support));
        if (support)
            return {};
    } else if (const auto last = is_last(request.code, payload)) {
        part.payloads.emplace_back(payload.begin(), payload.end());
        part.over = *last;
        return {};
    }
    end(part, neo::Error::malformed_payload);
    return part.error;
}

void AdminRequests::finish_if_over(Request& request)
{
    if (!std::ranges::all_of(request.parts, &Part::over))
        return;
    table_.erase(request.id);
    context_.outbox.push_back(&request);
}

template <class Action> void AdminRequests::for_each(Action action)
{
    table_.for_each([&](const RequestTable::Entry& entry) {
        if (entry.admin != nullptr)
            action(*entry.admin);
    });
}

void AdminRequests::node_lost(const Node& node)
{
    for_each([&](Request& request) {
        for (Part& part : request.parts)
            if (part.node == node.index() && !part.over)
                end(part, Errc::disconnected);
        finish_if_over(request);
    });
}

void AdminRequests::fail(Request& request, std::error_code cause)
{
    for (Part& part : request.parts)
        if (!part.over)
            end(part, cause);
    finish_if_over(request);
}

void AdminRequests::cancel(std::uint64_t key)
{
    for_each([&](Request& request) {
        if (request.cancel_key == key)
            fail(request, Errc::canceled);
    });
}

void AdminRequests::close(std::error_code result)
{
    for_each([&](Request& request) { fail(request, result); });
    deadline_ = Time::max();
}

void AdminRequests::tick()
{
    if (context_.now < deadline_)
        return;
    deadline_ = Time::max();
    for_each([&](Request& request) {
        const Time due = request.begun + context_.options.request_timeout;
        if (due <= context_.now)
            fail(request, Errc::timed_out);
        else
            deadline_ = std::min(deadline_, due);
    });
}

} // namespace dmq::client
