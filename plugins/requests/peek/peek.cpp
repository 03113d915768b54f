// SPDX-License-Identifier: BSL-1.0
// Shows the oldest records of a queue without taking them.
#include "requests/peek/peek.hpp"

#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_error.hpp>

#include <algorithm>

namespace dmq::requests {
namespace {

void answer(neo::IRequestOnConn& request, const neo::PeekArguments& wanted, IChannels& channels)
{
    if (!valid_channel_name(wanted.channel) || !valid_subscriber_name(wanted.subscriber))
        return request.send(neo::payload_of(neo::AdminResult::error));
    const PeekLimits limits{wanted.max_records, std::min(wanted.max_bytes, max_peek_bytes)};
    const auto channel = channels.find(wanted.channel);
    const auto copies = channel ? channel->peek(wanted.subscriber, limits) : std::nullopt;
    if (!copies)
        return request.send(neo::payload_of(neo::AdminResult::not_found));
    request.send(neo::payload_of(neo::PeekReply{neo::AdminResult::done, copies->run()}));
}

} // namespace

Task<> Peek::handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context)
{
    const auto wanted = neo::parse_peek(payload);
    if (!wanted)
        throw ProtocolError(neo::Error::malformed_payload);
    answer(request, *wanted, context.channels());
    co_return;
}

} // namespace dmq::requests
