// SPDX-License-Identifier: BSL-1.0
// Exists: what both protocols share is one plain function.
#include "exists.hpp"

#include <dmq/protocol/legacy.hpp>
#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_payload.hpp>

#include <string_view>

namespace exists {
namespace {

struct Answer {
    std::uint8_t exists = 0;
    std::uint64_t records = 0;
};

Answer look_up(dmq::IChannels& channels, std::string_view name)
{
    const auto channel = channels.find(name);
    return channel ? Answer{1, channel->usage().records()} : Answer{};
}

} // namespace

dmq::Task<> LegacyExists::handle(dmq::IByteReader& in, dmq::IByteWriter& out,
                                 dmq::IRequestContext& context)
{
    const auto [name] = co_await dmq::read(in, dmq::legacy::ArraysCodec<1>());
    if (!dmq::valid_channel_name(dmq::text_of(name))) {
        dmq::legacy::write(out, dmq::legacy::Status::bad_channel_name);
        co_return;
    }
    const auto answer = look_up(context.channels(), dmq::text_of(name));
    dmq::legacy::write(out, dmq::legacy::Status::ok);
    dmq::legacy::write_integer(out, answer.exists);
    dmq::legacy::write_integer(out, answer.records);
}

dmq::Task<> NeoExists::handle(dmq::neo::IRequestOnConn& request, dmq::Bytes payload,
                              dmq::IRequestContext& context)
{
    dmq::neo::PayloadReader arguments(payload);
    const auto name = dmq::text_of(arguments.array());
    if (!arguments.finish())
        throw dmq::ProtocolError(dmq::neo::Error::malformed_payload);
    const auto answer = look_up(context.channels(), name);
    request.send(dmq::neo::PayloadBuilder<9>().u8(answer.exists).u64(answer.records).view());
    co_return;
}

} // namespace exists
