// SPDX-License-Identifier: BSL-1.0
// GetChannelSize (4): how much one channel holds.
#include "requests/get_channel_size/get_channel_size.hpp"

#include "requests/common/answers.hpp"

namespace dmq::requests {

Task<> GetChannelSize::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto [name] = co_await read(in, legacy::ArraysCodec<1>());
    if (!valid_channel_name(text_of(name))) {
        legacy::write(out, legacy::Status::bad_channel_name);
        co_return;
    }
    const auto channel = context.channels().find(text_of(name));
    answer_size(context.node(), channel ? channel->usage() : QueueUsage(), out);
}

} // namespace dmq::requests
