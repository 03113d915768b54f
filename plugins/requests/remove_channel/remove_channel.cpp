// SPDX-License-Identifier: BSL-1.0
// RemoveChannel (12): drops a channel with all it holds.
#include "requests/remove_channel/remove_channel.hpp"

#include <dmq/protocol/legacy.hpp>

namespace dmq::requests {

Task<> RemoveChannel::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto [name] = co_await read(in, legacy::ArraysCodec<1>());
    if (!valid_channel_name(text_of(name))) {
        legacy::write(out, legacy::Status::bad_channel_name);
        co_return;
    }
    context.channels().remove(text_of(name));
    legacy::write(out, legacy::Status::ok);
}

} // namespace dmq::requests
