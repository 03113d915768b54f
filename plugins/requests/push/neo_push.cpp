// SPDX-License-Identifier: BSL-1.0
// Push of the neo protocol: stores one record in any number of channels.
#include "requests/push/neo_push.hpp"

#include "requests/common/channel_list.hpp"

#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <string_view>
#include <vector>

namespace dmq::requests {
namespace {

using neo::PushResult;

std::vector<std::string_view> names_of(RecordRun channels)
{
    std::vector<std::string_view> names;
    names.reserve(channels.records);
    for (const Bytes name : Records(channels.bytes))
        names.push_back(text_of(name));
    return names;
}

PushResult store_record(const neo::PushArguments& push, IChannels& channels)
{
    const auto names = names_of(push.channels);
    if (push.value.empty() || !all_valid(names))
        return PushResult::error;
    const auto opened = open_all(channels, names);
    if (!opened)
        return PushResult::error;
    PushResult result = PushResult::pushed;
    for (const auto& channel : *opened) {
        if (channel->push(push.value) != PushStatus::stored)
            result = PushResult::error;
    }
    return result;
}

} // namespace

Task<> NeoPush::handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context)
{
    const auto push = neo::parse_push(payload);
    if (!push)
        throw ProtocolError(neo::Error::malformed_payload);
    request.send(neo::payload_of(store_record(*push, context.channels())));
    co_return;
}

} // namespace dmq::requests
