// SPDX-License-Identifier: BSL-1.0
// Lists channels and their queues with all that is known about them.
#pragma once

#include <dmq/plugin/neo_request.hpp>

#include <cstddef>

namespace dmq::requests {

/// Channels that one message of a list describes.
inline constexpr std::size_t channels_per_message = 200;

/// docs/wire-neo.md, code 128. Others have their turn between two messages, so that channels may
/// come and go meanwhile. Throws ProtocolError for a payload that can't be parsed.
class ListChannels final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context) override;
};

} // namespace dmq::requests
