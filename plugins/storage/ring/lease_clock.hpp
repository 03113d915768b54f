// SPDX-License-Identifier: BSL-1.0
// The time, as far as leases need it.
#pragma once

#include <chrono>

namespace dmq::ring {

/// Since some moment before all others.
using LeaseTime = std::chrono::milliseconds;

/// Asked for each lease, from any thread.
class ILeaseClock {
public:
    virtual ~ILeaseClock() = default;
    /// Never less than before.
    virtual LeaseTime now() const noexcept = 0;
};

/// The system's, to a few milliseconds: a fraction of what an exact one costs. Lives for ever.
const ILeaseClock& lease_clock() noexcept;

} // namespace dmq::ring
