// SPDX-License-Identifier: BSL-1.0
// PushMulti (9): stores one record in several channels.
#pragma once

#include <dmq/plugin/request.hpp>

namespace dmq::requests {

/// legacy-protocol §7.2. All channels are created before the record is stored in any. One status
/// for all: the worst; channels other than the refusing ones have the record then.
class PushMulti final : public legacy::IRequest {
public:
    Task<> handle(IByteReader& in, IByteWriter& out, IRequestContext& context) override;
};

} // namespace dmq::requests
