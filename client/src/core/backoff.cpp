// SPDX-License-Identifier: BSL-1.0
#include "backoff.hpp"

#include <algorithm>

namespace dmq::client {

Clock::duration Backoff::next()
{
    constexpr unsigned at_once = 2, most_doublings = 30;
    if (attempts_++ < at_once)
        return {};
    const unsigned doublings = std::min(attempts_ - at_once - 1, most_doublings);
    const double most = static_cast<double>(schedule_.most.count());
    const double plain = static_cast<double>(schedule_.first.count()) * (1U << doublings);
    std::uniform_real_distribution<double> factor(1 - schedule_.jitter, 1 + schedule_.jitter);
    return std::chrono::microseconds(
        static_cast<std::int64_t>(std::min(plain, most) * factor(random_)));
}

void Backoff::lost_after(Clock::duration lasted) noexcept
{
    if (lasted >= schedule_.stable)
        attempts_ = 0;
}

} // namespace dmq::client
