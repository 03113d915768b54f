// SPDX-License-Identifier: BSL-1.0
#include <dmq/plugin/stream.hpp>

namespace dmq {

const char* PeerGone::what() const noexcept { return "the peer has left"; }

ProtocolError::~ProtocolError() = default;

} // namespace dmq
