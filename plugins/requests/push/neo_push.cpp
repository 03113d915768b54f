// SPDX-License-Identifier: BSL-1.0
// Push of the neo protocol: stores one record in any number of channels.
#include "requests/push/neo_push.hpp"

#include "requests/common/channel_list.hpp"

#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <algorithm>
#include <optional>
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

PushResult result_of(PushStatus status) noexcept
{
    return status == PushStatus::stored ? PushResult::pushed : PushResult::error;
}

/// What nearly every Push is: needs no lists.
PushResult store_in_one(std::string_view name, Bytes value, IChannels& channels)
{
    IChannel* const channel = channels.borrow_or_create(name);
    return channel ? result_of(channel->push(value)) : PushResult::error;
}

PushResult store_in_all(const neo::PushArguments& push, IChannels& channels)
{
    const auto names = names_of(push.channels);
    const auto opened = all_valid(names) ? open_all(channels, names) : std::nullopt;
    if (!opened)
        return PushResult::error;
    PushResult result = PushResult::pushed;
    for (const auto& channel : *opened)
        result = std::max(result, result_of(channel->push(push.value)));
    return result;
}

PushResult store_record(const neo::PushArguments& push, IChannels& channels)
{
    if (push.value.empty())
        return PushResult::error;
    if (push.channels.records == 1)
        return store_in_one(text_of(*Records(push.channels.bytes).begin()), push.value, channels);
    return store_in_all(push, channels);
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
