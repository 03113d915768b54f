// SPDX-License-Identifier: BSL-1.0
// The stream of records that Produce and ProduceMulti take.
#include "requests/common/record_stream.hpp"

#include <dmq/protocol/legacy.hpp>

#include <cstddef>

namespace dmq::requests {
namespace {

constexpr std::size_t max_run = 256 * 1024; // bytes stored under one lock of a channel
constexpr std::size_t budget = 1024 * 1024; // bytes stored before others have their turn

void store_run(RecordRun run, const std::vector<std::string>& names, IChannels& channels)
{
    if (run.records == 0)
        return;
    for (const std::string& name : names) {
        if (IChannel* const channel = channels.borrow_or_create(name))
            channel->push_run(run);
    }
}

} // namespace

Task<> store_stream(IByteReader& in, IRequestContext& context, std::vector<std::string> channels)
{
    std::size_t spent = 0;
    for (bool last = false; !last;) {
        if (spent >= budget) {
            spent = 0;
            co_await give_way(context);
        }
        const auto part = co_await read(in, legacy::StreamCodec(max_run));
        store_run(part.run, channels, context.channels());
        spent += part.run.bytes.size() * (channels.empty() ? 1 : channels.size());
        last = part.last;
    }
}

} // namespace dmq::requests
