// SPDX-License-Identifier: BSL-1.0
// GetChannelSize (4): how much one channel holds.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §8. Zeros for an unknown channel, 409 for a bad name; creates nothing.
class GetChannelSize final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
