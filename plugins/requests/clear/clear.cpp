// SPDX-License-Identifier: BSL-1.0
// Forgets the records of a channel, or of one of its subscribers.
#include "requests/clear/clear.hpp"

#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_error.hpp>

namespace dmq::requests {
namespace {

neo::ClearReply clear(const neo::ClearArguments& wanted, IChannels& channels)
{
    if (!valid_channel_name(wanted.channel) ||
        !valid_subscriber_name(wanted.subscriber.value_or("")))
        return {neo::AdminResult::error};
    const auto channel = channels.find(wanted.channel);
    const auto records = channel ? channel->clear(wanted.subscriber) : std::nullopt;
    return records ? neo::ClearReply{neo::AdminResult::done, *records}
                   : neo::ClearReply{neo::AdminResult::not_found};
}

} // namespace

Task<> Clear::handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context)
{
    const auto wanted = neo::parse_clear(payload);
    if (!wanted)
        throw ProtocolError(neo::Error::malformed_payload);
    request.send(neo::payload_of(clear(*wanted, context.channels())));
    co_return;
}

} // namespace dmq::requests
