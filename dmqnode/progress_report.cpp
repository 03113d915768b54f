// SPDX-License-Identifier: BSL-1.0
#include "progress_report.hpp"

#include <dmq/plugin/log.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace dmq::node_app {
namespace {

constexpr std::chrono::seconds patience{30};

struct Unit {
    const char* name;
    double bytes;
};

/// The largest unit in which the number is at least 1.
Unit unit_for(std::uint64_t bytes) noexcept
{
    constexpr std::array<Unit, 4> units{
        {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"bytes", 1}}};
    const auto fits = [bytes](const Unit& unit) {
        return static_cast<double>(bytes) >= unit.bytes;
    };
    const auto* const found = std::find_if(units.begin(), units.end(), fits);
    return found == units.end() ? units.back() : *found;
}

} // namespace

std::string progress_text(const StorageProgress& progress)
{
    const std::uint64_t total = std::max(progress.total_bytes, progress.bytes);
    const Unit unit = unit_for(total);
    const auto bytes = static_cast<double>(progress.bytes);
    const double percent = total == 0 ? 100 : bytes * 100 / static_cast<double>(total);
    std::array<char, 200> text{};
    std::snprintf(text.data(), text.size(), "%.*s: %llu records, %.1f of %.1f %s (%d %%)",
                  static_cast<int>(progress.what.size()), progress.what.data(),
                  static_cast<unsigned long long>(progress.records), bytes / unit.bytes,
                  static_cast<double>(total) / unit.bytes, unit.name, static_cast<int>(percent));
    return text.data();
}

void report_progress(const ServiceNotifier& notifier, const StorageProgress& progress)
{
    const std::string text = progress_text(progress);
    log::info("dmqnode.main", text);
    notifier.status(text);
    notifier.extend_timeout(patience);
}

} // namespace dmq::node_app
