// SPDX-License-Identifier: BSL-1.0
// GetSizeLimit (7): the size of a channel's queue.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §8. The size in bytes that channels have by default.
class GetSizeLimit final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
