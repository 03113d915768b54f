// SPDX-License-Identifier: BSL-1.0
// Pop (2): takes the oldest record of a channel.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §7.5. An empty record if the channel holds none; 500 if there is no such channel
/// or it has subscribers.
class Pop final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
