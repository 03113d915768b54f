// SPDX-License-Identifier: BSL-1.0
// Forgets the records of a channel, or of one of its subscribers.
#pragma once

#include <dmq/plugin/neo_request.hpp>

namespace dmq::requests {

/// docs/wire-neo.md, code 132. Answers how many records were forgotten; channel, subscribers and
/// consumers stay. Throws ProtocolError for a payload that can't be parsed.
class Clear final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context) override;
};

} // namespace dmq::requests
