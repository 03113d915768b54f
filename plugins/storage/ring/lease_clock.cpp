// SPDX-License-Identifier: BSL-1.0
#include "lease_clock.hpp"

#include <ctime>

namespace dmq::ring {

namespace {

class CoarseClock final : public ILeaseClock {
public:
    LeaseTime now() const noexcept override
    {
        timespec time{};
        ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
        return std::chrono::seconds(time.tv_sec) +
            std::chrono::duration_cast<LeaseTime>(std::chrono::nanoseconds(time.tv_nsec));
    }
};

} // namespace

const ILeaseClock& lease_clock() noexcept
{
    static const CoarseClock clock;
    return clock;
}

} // namespace dmq::ring
