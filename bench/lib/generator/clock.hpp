// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <ctime>

namespace dmq::bench {

/// Nanoseconds of the monotonic clock.
inline std::uint64_t now() noexcept
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
        static_cast<std::uint64_t>(time.tv_nsec);
}

} // namespace dmq::bench
