// SPDX-License-Identifier: BSL-1.0
// PushMulti2 (13): stores one record in several channels, says which refused it.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §8. Behind 200 comes the list of the channels that have not taken the record,
/// for want of room or because their storage failed; it is empty if all have.
class PushMulti2 final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
