// SPDX-License-Identifier: BSL-1.0
// The stream of records that Produce and ProduceMulti take.
#pragma once

#include <dmq/plugin/request.hpp>

#include <string>
#include <vector>

namespace dmq::requests {

/// Stores the records that follow, up to the empty one, in each of the channels, which are looked
/// up anew for every burst: a removed one is created again (legacy-protocol §12 D3). Without
/// channels they are dropped. What was received whole is stored, also if the peer has left since.
/// Throws PeerGone or ProtocolError.
Task<> store_stream(IByteReader& in, IRequestContext& context, std::vector<std::string> channels);

} // namespace dmq::requests
