// SPDX-License-Identifier: BSL-1.0
// How often this program has allocated.
#pragma once

#include <cstddef>

namespace dmq::ring::test {

/// Calls of operator new so far, on all threads.
std::size_t allocations() noexcept;

} // namespace dmq::ring::test
