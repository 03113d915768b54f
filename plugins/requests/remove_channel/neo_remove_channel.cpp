// SPDX-License-Identifier: BSL-1.0
// Removal of a channel over the neo protocol.
#include "requests/remove_channel/neo_remove_channel.hpp"

#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_error.hpp>

namespace dmq::requests {
namespace {

neo::AdminResult remove(std::string_view name, IChannels& channels)
{
    if (!valid_channel_name(name))
        return neo::AdminResult::error;
    if (!channels.find(name))
        return neo::AdminResult::not_found;
    channels.remove(name);
    return neo::AdminResult::done;
}

} // namespace

Task<> NeoRemoveChannel::handle(neo::IRequestOnConn& request, Bytes payload,
                                IRequestContext& context)
{
    const auto wanted = neo::parse_remove_channel(payload);
    if (!wanted)
        throw ProtocolError(neo::Error::malformed_payload);
    request.send(neo::payload_of(remove(wanted->channel, context.channels())));
    co_return;
}

} // namespace dmq::requests
