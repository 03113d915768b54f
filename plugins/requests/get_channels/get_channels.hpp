// SPDX-License-Identifier: BSL-1.0
// GetChannels (3): the names of all channels.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §8. The order of the names means nothing.
class GetChannels final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
