// SPDX-License-Identifier: BSL-1.0
// Pop of the neo protocol: takes the oldest record of a channel.
#pragma once

#include <dmq/plugin/neo_request.hpp>

namespace dmq::requests {

/// neo-protocol §7.2. Creates the channel if it is missing. As the client acknowledges nothing, the
/// record leaves its queue for good once the connection has sent it, or has ended before that.
/// Throws ProtocolError for a payload that can't be parsed.
class NeoPop final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context) override;
};

} // namespace dmq::requests
