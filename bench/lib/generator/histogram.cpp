// SPDX-License-Identifier: BSL-1.0
#include "histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace dmq::bench {

void Histogram::add(std::uint64_t nanoseconds) noexcept
{
    ++buckets_[bucket_of(nanoseconds)];
    ++count_;
    max_ = std::max(max_, nanoseconds);
}

std::uint64_t Histogram::quantile(double part) const noexcept
{
    const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
        seen += buckets_[bucket];
        if (seen >= wanted && seen > 0)
            return std::min(upper_bound(bucket), max_);
    }
    return max_;
}

Latency Histogram::summary() const noexcept
{
    const auto micros = [](std::uint64_t nanoseconds) {
        return static_cast<double>(nanoseconds) / 1000.0;
    };
    return {count_, micros(quantile(0.5)), micros(quantile(0.99)), micros(quantile(0.999)),
            micros(max_)};
}

/// Values below 2^fraction_bits have a bucket each; above, the leading bits are the bucket.
std::size_t Histogram::bucket_of(std::uint64_t value) noexcept
{
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= fraction_bits)
        return value;
    const unsigned shift = width - fraction_bits - 1;
    return (std::size_t{shift} << fraction_bits) + (value >> shift);
}

std::uint64_t Histogram::upper_bound(std::size_t bucket) noexcept
{
    if (bucket < (std::size_t{2} << fraction_bits))
        return bucket;
    const std::size_t shift = (bucket >> fraction_bits) - 1;
    const std::uint64_t leading = bucket - (shift << fraction_bits);
    return ((leading + 1) << shift) - 1;
}

} // namespace dmq::bench
