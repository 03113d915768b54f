// SPDX-License-Identifier: BSL-1.0
// What the service manager wants to know while the node runs.
#include "watchdog.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace dmq::node_app {
namespace {

std::optional<std::int64_t> number_in_environment(const char* name)
{
    const char* value = std::getenv(name);
    if (value == nullptr)
        return std::nullopt;
    const std::string_view text(value);
    std::int64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace

std::optional<std::chrono::milliseconds> watchdog_period()
{
    const auto time = number_in_environment("WATCHDOG_USEC");
    if (!time || *time <= 0)
        return std::nullopt;
    const auto process = number_in_environment("WATCHDOG_PID");
    if (process && *process != ::getpid())
        return std::nullopt;
    const std::chrono::microseconds half(*time / 2);
    return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(half),
                    std::chrono::milliseconds(1));
}

std::string reloading_state()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(us);
}

} // namespace dmq::node_app
