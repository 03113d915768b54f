// SPDX-License-Identifier: BSL-1.0
// Latencies in buckets: constant memory, 1.6 % precision.
#pragma once

#include <dmq/bench/run.hpp>

#include <array>
#include <cstdint>

namespace dmq::bench {

class Histogram {
public:
    void add(std::uint64_t nanoseconds) noexcept;
    /// The value that `part` (0 to 1) of all values do not exceed, rounded up; 0 if there is none.
    std::uint64_t quantile(double part) const noexcept;
    Latency summary() const noexcept;

private:
    static constexpr unsigned fraction_bits = 6; // buckets for each power of two: 2^6

    static std::size_t bucket_of(std::uint64_t value) noexcept;
    static std::uint64_t upper_bound(std::size_t bucket) noexcept;

    std::array<std::uint64_t, (64 - fraction_bits + 1) << fraction_bits> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t max_ = 0;
};

} // namespace dmq::bench
