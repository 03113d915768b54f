// SPDX-License-Identifier: BSL-1.0
// Consume of the neo protocol: sends a subscriber's records in batches, each acknowledged.
#pragma once

#include <dmq/plugin/neo_request.hpp>

namespace dmq::requests {

/// neo-protocol §7.3, §7.4. Records are sent as soon as there are any, one batch at a time. A batch
/// is delivered when the client answers it; if the request ends before, by a lost connection or a
/// broken protocol, it returns to the queue (§12 D7), unless INodeInfo::redelivery says otherwise.
/// No records are taken for a connection that is busy sending. Throws ProtocolError for a payload
/// that can't be parsed and for a control message at the wrong time.
class NeoConsume final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context) override;
};

} // namespace dmq::requests
