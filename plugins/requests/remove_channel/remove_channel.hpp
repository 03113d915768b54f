// SPDX-License-Identifier: BSL-1.0
// RemoveChannel (12): drops a channel with all it holds.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §7.7. 200 for an unknown channel as well.
class RemoveChannel final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
