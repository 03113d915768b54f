// SPDX-License-Identifier: BSL-1.0
// Put, Get and Remove.
#include "requests.hpp"

#include "store.hpp"

#include <dmq/protocol/legacy.hpp>

namespace kvnode {
namespace {

void answer(dmq::IByteWriter& out, Status status)
{
    dmq::legacy::write_integer(out, static_cast<std::int32_t>(status));
}

} // namespace

dmq::Task<> Put::handle(dmq::IByteReader& in, dmq::IByteWriter& out, dmq::IRequestContext& context)
{
    const auto [key, value] = co_await dmq::read(in, dmq::legacy::ArraysCodec<2>());
    dmq::service<IStore>(context).put(dmq::text_of(key), dmq::text_of(value));
    answer(out, Status::ok);
}

dmq::Task<> Get::handle(dmq::IByteReader& in, dmq::IByteWriter& out, dmq::IRequestContext& context)
{
    const auto [key] = co_await dmq::read(in, dmq::legacy::ArraysCodec<1>());
    const auto value = dmq::service<IStore>(context).get(dmq::text_of(key));
    answer(out, value ? Status::ok : Status::not_found);
    if (value)
        dmq::legacy::write_array(out, *value);
}

dmq::Task<> Remove::handle(dmq::IByteReader& in, dmq::IByteWriter& out,
                           dmq::IRequestContext& context)
{
    const auto [key] = co_await dmq::read(in, dmq::legacy::ArraysCodec<1>());
    const bool removed = dmq::service<IStore>(context).remove(dmq::text_of(key));
    answer(out, removed ? Status::ok : Status::not_found);
}

} // namespace kvnode
