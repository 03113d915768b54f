// SPDX-License-Identifier: BSL-1.0
// A clock for leases that moves when the test says so.
#pragma once

#include "storage/ring/lease_clock.hpp"

namespace dmq::ring::test {

class ManualClock final : public ILeaseClock {
public:
    LeaseTime now() const noexcept override { return time; }

    LeaseTime time{1000};
};

} // namespace dmq::ring::test
