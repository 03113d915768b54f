// SPDX-License-Identifier: BSL-1.0
// Push of the neo protocol: stores one record in any number of channels.
#pragma once

#include <dmq/plugin/neo_request.hpp>

namespace dmq::requests {

/// neo-protocol §7.1. All names are checked, then all channels created, before the record is stored
/// in any; a channel named twice gets it twice. Error if any of them refused it: the others have it
/// then. Throws ProtocolError for a payload that can't be parsed.
class NeoPush final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context) override;
};

} // namespace dmq::requests
