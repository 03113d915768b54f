// SPDX-License-Identifier: BSL-1.0
// GetSize (5): how much all channels hold together.
#include "requests/get_size/get_size.hpp"

#include "requests/common/answers.hpp"

namespace dmq::requests {

Task<> GetSize::handle(IByteReader&, IByteWriter& out, IRequestContext& context)
{
    QueueUsage held;
    context.channels().for_each([&held](const IChannel& channel) { held += channel.usage(); });
    answer_size(context.node(), held, out);
    co_return;
}

} // namespace dmq::requests
