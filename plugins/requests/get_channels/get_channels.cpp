// SPDX-License-Identifier: BSL-1.0
// GetChannels (3): the names of all channels.
#include "requests/get_channels/get_channels.hpp"

#include <dmq/protocol/legacy.hpp>

namespace dmq::requests {

Task<> GetChannels::handle(IByteReader&, IByteWriter& out, IRequestContext& context)
{
    legacy::write(out, legacy::Status::ok);
    context.channels().for_each(
        [&out](const IChannel& channel) { legacy::write_array(out, channel.name()); });
    legacy::write_array(out, Bytes());
    co_return;
}

} // namespace dmq::requests
