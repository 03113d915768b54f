// SPDX-License-Identifier: BSL-1.0
// The requests of the node: `(cmd code) (arr key) ...`, answered with a status.
#pragma once

#include "store.hpp"

#include <dmq/plugin/request.hpp>
#include <dmq/protocol/legacy.hpp>

namespace kvnode {

enum Code : std::int32_t { code_put = 1, code_get = 2, code_remove = 3 };
enum Status : std::int32_t { status_ok = 200, status_not_found = 404 };

inline void answer(dmq::IByteWriter& out, bool found)
{
    dmq::legacy::write_integer<std::int32_t>(out, found ? status_ok : status_not_found);
}

/// `(arr key) (arr value)`; `(st ok)`.
struct Put final : dmq::legacy::IRequest {
    dmq::Task<> handle(dmq::IByteReader& in, dmq::IByteWriter& out,
                       dmq::IRequestContext& context) override
    {
        const auto [key, value] = co_await dmq::read(in, dmq::legacy::ArraysCodec<2>());
        dmq::service<IStore>(context).put(dmq::text_of(key), dmq::text_of(value));
        answer(out, true);
    }
};

/// `(arr key)`; `(st ok) (arr value)` or `(st not_found)`.
struct Get final : dmq::legacy::IRequest {
    dmq::Task<> handle(dmq::IByteReader& in, dmq::IByteWriter& out,
                       dmq::IRequestContext& context) override
    {
        const auto [key] = co_await dmq::read(in, dmq::legacy::ArraysCodec<1>());
        const auto value = dmq::service<IStore>(context).get(dmq::text_of(key));
        answer(out, value.has_value());
        if (value)
            dmq::legacy::write_array(out, *value);
    }
};

/// `(arr key)`; `(st ok)` or `(st not_found)`.
struct Remove final : dmq::legacy::IRequest {
    dmq::Task<> handle(dmq::IByteReader& in, dmq::IByteWriter& out,
                       dmq::IRequestContext& context) override
    {
        const auto [key] = co_await dmq::read(in, dmq::legacy::ArraysCodec<1>());
        answer(out, dmq::service<IStore>(context).remove(dmq::text_of(key)));
    }
};

} // namespace kvnode
