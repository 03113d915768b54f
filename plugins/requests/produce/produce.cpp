// SPDX-License-Identifier: BSL-1.0
// Produce (10): stores a stream of records in one channel.
#include "requests/produce/produce.hpp"

#include "requests/common/record_stream.hpp"

#include <dmq/protocol/legacy.hpp>

#include <utility>

namespace dmq::requests {
namespace {

legacy::Status open(std::string_view name, IChannels& channels)
{
    if (!valid_channel_name(name))
        return legacy::Status::bad_channel_name;
    return channels.get_or_create(name) ? legacy::Status::ok : legacy::Status::error;
}

} // namespace

Task<> Produce::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto [name] = co_await read(in, legacy::ArraysCodec<1>());
    const legacy::Status status = open(text_of(name), context.channels());
    std::vector<std::string> names{std::string(text_of(name))};
    legacy::write(out, status);
    if (status != legacy::Status::ok)
        co_return;
    co_await flush(out);
    co_await store_stream(in, context, std::move(names));
}

} // namespace dmq::requests
