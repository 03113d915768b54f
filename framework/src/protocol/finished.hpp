// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <dmq/protocol/neo_payload.hpp>

#include <optional>

namespace dmq::neo {

/// What was read, if that was all of the payload and nothing was missing.
template <class T> std::optional<T> finish(const PayloadReader& in, const T& result) noexcept
{
    return in.finish() ? std::optional<T>(result) : std::nullopt;
}

} // namespace dmq::neo
