// SPDX-License-Identifier: BSL-1.0
// Pop of the neo protocol: takes the oldest record of a channel.
#include "requests/pop/neo_pop.hpp"

#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <string_view>
#include <utility>

namespace dmq::requests {
namespace {

using neo::PopResult;

void answer(neo::IRequestOnConn& request, std::string_view name, IChannels& channels)
{
    IChannel* const channel = channels.borrow_or_create(name);
    if (!channel)
        return request.send(neo::payload_of(PopResult::error));
    auto record = channel->pop();
    if (!record)
        return request.send(neo::payload_of(PopResult::subscribed));
    if (record->empty())
        return request.send(neo::payload_of(PopResult::empty));
    // a record in wire layout is an array already
    request.send(neo::payload_of(PopResult::popped), std::move(*record));
}

} // namespace

Task<> NeoPop::handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context)
{
    const auto pop = neo::parse_pop(payload);
    if (!pop)
        throw ProtocolError(neo::Error::malformed_payload);
    answer(request, pop->channel, context.channels());
    co_return;
}

} // namespace dmq::requests
