// SPDX-License-Identifier: BSL-1.0
// ProduceMulti (11): stores a stream of records in several channels.
#include "requests/produce_multi/produce_multi.hpp"

#include "requests/common/channel_list.hpp"
#include "requests/common/record_stream.hpp"

#include <dmq/protocol/legacy.hpp>

#include <utility>

namespace dmq::requests {

Task<> ProduceMulti::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto list = co_await read(in, legacy::ListCodec<false>());
    if (!all_valid(list.names)) {
        legacy::write(out, legacy::Status::bad_channel_name);
        co_return;
    }
    std::vector<std::string> names(list.names.begin(), list.names.end());
    legacy::write(out, legacy::Status::ok);
    co_await flush(out);
    co_await store_stream(in, context, std::move(names));
}

} // namespace dmq::requests
