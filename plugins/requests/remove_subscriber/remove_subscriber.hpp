// SPDX-License-Identifier: BSL-1.0
// Drops one subscriber of a channel.
#pragma once

#include <dmq/plugin/neo_request.hpp>

namespace dmq::requests {

/// docs/wire-neo.md, code 131. Consumers of the subscriber are told as when a channel is removed;
/// see IChannel::remove_subscriber. Throws ProtocolError for a payload that can't be parsed.
class RemoveSubscriber final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context) override;
};

} // namespace dmq::requests
