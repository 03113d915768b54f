// SPDX-License-Identifier: BSL-1.0
// Consume (6): sends a channel's records as they come.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §7.6. A consumer of the subscriber with the empty name. Ends with an empty
/// record when the channel is removed, without one when the peer leaves or the node stops; a record
/// that the peer has not been sent whole by then returns to the queue.
class Consume final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
