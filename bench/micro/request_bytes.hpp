// SPDX-License-Identifier: BSL-1.0
// What clients send, as bytes to be replayed.
#pragma once

#include "protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dmq::bench {

/// So many requests for records of one size; of a stream, the records in wire layout.
std::vector<std::byte> request_bytes(IProtocol& protocol, std::uint64_t records, std::size_t size);
/// The same of a client of its own, which is not connected.
std::vector<std::byte> request_bytes(Dialect dialect, Role role, std::uint64_t records,
                                     std::size_t size);

} // namespace dmq::bench
