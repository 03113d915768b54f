// SPDX-License-Identifier: BSL-1.0
// Drops one subscriber of a channel.
#include "requests/remove_subscriber/remove_subscriber.hpp"

#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_error.hpp>

namespace dmq::requests {
namespace {

neo::AdminResult result_of(SubscriberRemoval removal) noexcept
{
    switch (removal) {
    case SubscriberRemoval::removed:
        return neo::AdminResult::done;
    case SubscriberRemoval::unknown:
        return neo::AdminResult::not_found;
    case SubscriberRemoval::failed:
        break;
    }
    return neo::AdminResult::error;
}

neo::AdminResult remove(const neo::RemoveSubscriberArguments& wanted, IChannels& channels)
{
    if (!valid_channel_name(wanted.channel) || !valid_subscriber_name(wanted.subscriber))
        return neo::AdminResult::error;
    const auto channel = channels.find(wanted.channel);
    return channel ? result_of(channel->remove_subscriber(wanted.subscriber))
                   : neo::AdminResult::not_found;
}

} // namespace

Task<> RemoveSubscriber::handle(neo::IRequestOnConn& request, Bytes payload,
                                IRequestContext& context)
{
    const auto wanted = neo::parse_remove_subscriber(payload);
    if (!wanted)
        throw ProtocolError(neo::Error::malformed_payload);
    request.send(neo::payload_of(remove(*wanted, context.channels())));
    co_return;
}

} // namespace dmq::requests
