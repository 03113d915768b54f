// SPDX-License-Identifier: BSL-1.0
// GetNumConnections (8): how many clients are connected.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §8.
class GetNumConnections final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
