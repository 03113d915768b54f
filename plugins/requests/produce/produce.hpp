// SPDX-License-Identifier: BSL-1.0
// Produce (10): stores a stream of records in one channel.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §7.3. Nothing is answered behind the status. A record that is received whole is
/// stored, whatever follows; a channel that is removed meanwhile is created again by the next one.
class Produce final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
