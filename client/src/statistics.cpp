// SPDX-License-Identifier: BSL-1.0
// The bins of time histograms.
#include <dmq/client/statistics.hpp>

#include <algorithm>

namespace dmq::client {
namespace {

constexpr std::array<std::uint64_t, TimeHistogram::bins> bounds{
    0,     1,     2,     5,      10,     20,     50,      100,     200,     500,
    1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000, 200'000, 500'000, 1'000'000};

} // namespace

std::uint64_t TimeHistogram::lower_bound(std::size_t bin) noexcept { return bounds[bin]; }

std::size_t TimeHistogram::bin_of(std::uint64_t micros) noexcept
{
    const auto above = std::upper_bound(bounds.begin(), bounds.end(), micros);
    return static_cast<std::size_t>(above - bounds.begin()) - 1;
}

} // namespace dmq::client
