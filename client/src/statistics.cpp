// SPDX-License-Identifier: BSL-1.0
// The bins of time histograms.
#include <dmq/client/statistics.hpp>

#include <bit>

namespace dmq::client {
namespace {

constexpr std::array<std::uint64_t, TimeHistogram::bins> bounds{
    0,     1,     2,     5,      10,     20,     50,      100,     200,     500,
    1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000, 200'000, 500'000, 1'000'000};

/// The bin of the smallest number with so many binary digits.
constexpr auto first_bin = [] {
    std::array<std::size_t, 65> first{};
    for (std::size_t width = 1; width < first.size(); ++width) {
        first[width] = first[width - 1];
        const std::uint64_t smallest = std::uint64_t{1} << (width - 1);
        while (first[width] + 1 < bounds.size() && bounds[first[width] + 1] <= smallest)
            ++first[width];
    }
    return first;
}();

} // namespace

std::uint64_t TimeHistogram::lower_bound(std::size_t bin) noexcept { return bounds[bin]; }

std::size_t TimeHistogram::bin_of(std::uint64_t micros) noexcept
{
    std::size_t bin = first_bin[static_cast<std::size_t>(std::bit_width(micros))];
    while (bin + 1 < bins && bounds[bin + 1] <= micros)
        ++bin;
    return bin;
}

} // namespace dmq::client
