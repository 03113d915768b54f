// SPDX-License-Identifier: BSL-1.0
// ProduceMulti (11): stores a stream of records in several channels.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §7.4. As Produce, but a channel is created by the first record only.
class ProduceMulti final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
