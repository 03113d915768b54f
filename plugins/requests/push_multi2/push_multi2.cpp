// SPDX-License-Identifier: BSL-1.0
// PushMulti2 (13): stores one record in several channels, says which refused it.
#include "requests/push_multi2/push_multi2.hpp"

#include "requests/common/channel_list.hpp"

#include <dmq/protocol/legacy.hpp>

namespace dmq::requests {
namespace {

void answer(Names names, Bytes value, IChannels& channels, IByteWriter& out)
{
    if (value.empty())
        return legacy::write(out, legacy::Status::empty_value);
    if (!all_valid(names))
        return legacy::write(out, legacy::Status::bad_channel_name);
    const auto opened = open_all(channels, names);
    if (!opened)
        return legacy::write(out, legacy::Status::error);
    legacy::write(out, legacy::Status::ok);
    for (const auto& channel : *opened) {
        if (channel->push(value) != PushStatus::stored)
            legacy::write_array(out, channel->name());
    }
    legacy::write_array(out, Bytes());
}

} // namespace

Task<> PushMulti2::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto [names, value] = co_await read(in, legacy::ListCodec<true>());
    answer(names, value, context.channels(), out);
}

} // namespace dmq::requests
