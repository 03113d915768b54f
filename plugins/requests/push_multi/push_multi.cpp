// SPDX-License-Identifier: BSL-1.0
// PushMulti (9): stores one record in several channels.
#include "requests/push_multi/push_multi.hpp"

#include "requests/common/answers.hpp"
#include "requests/common/channel_list.hpp"

#include <algorithm>

namespace dmq::requests {
namespace {

legacy::Status store_record(Names names, Bytes value, IChannels& channels)
{
    if (!all_valid(names))
        return legacy::Status::bad_channel_name;
    if (value.empty())
        return legacy::Status::empty_value;
    const auto opened = open_all(channels, names);
    if (!opened)
        return legacy::Status::error;
    PushStatus worst = PushStatus::stored;
    for (const auto& channel : *opened)
        worst = std::max(worst, channel->push(value));
    return status_of(worst);
}

} // namespace

Task<> PushMulti::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto [names, value] = co_await read(in, legacy::ListCodec<true>());
    legacy::write(out, store_record(names, value, context.channels()));
}

} // namespace dmq::requests
