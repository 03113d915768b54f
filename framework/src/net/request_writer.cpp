// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/request_writer.hpp>

#include <stdexcept>

namespace dmq {

void RequestWriter::refuse()
{
    throw std::logic_error("IByteWriter: the request that this writer was given to has ended");
}

} // namespace dmq
