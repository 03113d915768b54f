// SPDX-License-Identifier: BSL-1.0
// GetNumConnections (8): how many clients are connected.
#include "requests/get_num_connections/get_num_connections.hpp"

#include "requests/common/answers.hpp"

namespace dmq::requests {

Task<> GetNumConnections::handle(IByteReader&, IByteWriter& out, IRequestContext& context)
{
    answer_number(context.node(), context.node().open_connections(), out);
    co_return;
}

} // namespace dmq::requests
