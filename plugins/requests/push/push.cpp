// SPDX-License-Identifier: BSL-1.0
// Push (1): stores one record in one channel.
#include "requests/push/push.hpp"

#include "requests/common/answers.hpp"

namespace dmq::requests {
namespace {

legacy::Status store_record(std::string_view name, Bytes value, IChannels& channels)
{
    IChannel* const channel = channels.borrow_or_create(name);
    if (!channel)
        return valid_channel_name(name) ? legacy::Status::error : legacy::Status::bad_channel_name;
    if (value.empty())
        return legacy::Status::empty_value;
    return status_of(channel->push(value));
}

} // namespace

Task<> Push::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto [channel, value] = co_await read(in, legacy::ArraysCodec<2>());
    legacy::write(out, store_record(text_of(channel), value, context.channels()));
}

} // namespace dmq::requests
