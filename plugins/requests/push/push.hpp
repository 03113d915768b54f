// SPDX-License-Identifier: BSL-1.0
// Push (1): stores one record in one channel.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §7.1. Creates the channel, even for an empty value, which is then refused.
class Push final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
