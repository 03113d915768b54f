// SPDX-License-Identifier: BSL-1.0
// Shows the oldest records of a queue without taking them.
#pragma once

#include <dmq/plugin/neo_request.hpp>

#include <cstdint>

namespace dmq::requests {

/// The most bytes that one Peek shows, unless a single record has more.
inline constexpr std::uint64_t max_peek_bytes = 16 * 1024 * 1024;

/// docs/wire-neo.md, code 129; see IChannel::peek. Throws ProtocolError for a payload that can't be
/// parsed.
class Peek final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context) override;
};

} // namespace dmq::requests
