// SPDX-License-Identifier: BSL-1.0
// GetSizeLimit (7): the size of a channel's queue.
#include "requests/get_size_limit/get_size_limit.hpp"

#include "requests/common/answers.hpp"

namespace dmq::requests {

Task<> GetSizeLimit::handle(IByteReader&, IByteWriter& out, IRequestContext& context)
{
    answer_number(context.node(), context.node().channel_size_limit(), out);
    co_return;
}

} // namespace dmq::requests
