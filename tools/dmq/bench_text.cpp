// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <bench_text.hpp>
#include <cmath>
#include <cstdio>
#include <table.hpp>

namespace dmq::cli {
namespace {

std::string seconds_text(double seconds)
{
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%.3f", seconds);
    return text.data();
}

double per_second(const bench::Result& result)
{
    return result.seconds > 0 ? static_cast<double>(result.records) / result.seconds : 0;
}

std::string microseconds(double value) { return std::to_string(std::llround(value)); }

} // namespace

std::string bench_text(const bench::Workload& workload, const bench::Result& result)
{
    const double rate = per_second(result);
    const auto bytes = static_cast<std::uint64_t>(rate * static_cast<double>(workload.record_size));
    std::string text = std::to_string(result.records) + " records of " +
        std::to_string(workload.record_size) + " bytes in " + seconds_text(result.seconds) +
        " s: " + std::to_string(std::llround(rate)) + "/s, " + size_text(bytes, true) + "/s\n";
    const bench::Latency& latency = result.latency;
    if (latency.count > 0)
        text += "latency in us: median " + microseconds(latency.p50) + ", 99 % " +
            microseconds(latency.p99) + ", 99.9 % " + microseconds(latency.p999) + ", highest " +
            microseconds(latency.max) + "\n";
    return text;
}

std::string bench_json(const bench::Result& result)
{
    std::string text = "{\"records\":" + std::to_string(result.records) +
        ",\"seconds\":" + seconds_text(result.seconds) +
        ",\"per_second\":" + std::to_string(std::llround(per_second(result)));
    const bench::Latency& latency = result.latency;
    if (latency.count > 0)
        text += ",\"p50_us\":" + microseconds(latency.p50) +
            ",\"p99_us\":" + microseconds(latency.p99) +
            ",\"p999_us\":" + microseconds(latency.p999) +
            ",\"max_us\":" + microseconds(latency.max);
    return text + "}\n";
}

} // namespace dmq::cli
