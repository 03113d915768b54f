// SPDX-License-Identifier: BSL-1.0
// Removal of a channel over the neo protocol.
#pragma once

#include <dmq/plugin/neo_request.hpp>

namespace dmq::requests {

/// docs/wire-neo.md, code 130. Other than RemoveChannel it says when there is no such channel.
/// Throws ProtocolError for a payload that can't be parsed.
class NeoRemoveChannel final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context) override;
};

} // namespace dmq::requests
