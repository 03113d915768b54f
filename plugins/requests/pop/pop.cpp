// SPDX-License-Identifier: BSL-1.0
// Pop (2): takes the oldest record of a channel.
#include "requests/pop/pop.hpp"

#include <dmq/protocol/legacy.hpp>

#include <utility>

namespace dmq::requests {
namespace {

void answer(std::string_view name, IChannels& channels, IByteWriter& out)
{
    IChannel* const channel = channels.borrow(name);
    auto record = channel ? channel->pop() : std::nullopt;
    if (!record)
        return legacy::write(out,
                             channel || valid_channel_name(name)
                                 ? legacy::Status::error
                                 : legacy::Status::bad_channel_name);
    legacy::write(out, legacy::Status::ok);
    if (record->empty())
        return legacy::write_array(out, Bytes());
    // a record in wire layout is a byte string already
    out.write(std::move(*record));
}

} // namespace

Task<> Pop::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto [channel] = co_await read(in, legacy::ArraysCodec<1>());
    answer(text_of(channel), context.channels(), out);
}

} // namespace dmq::requests
