// SPDX-License-Identifier: BSL-1.0
// Stands in for the node's log in this program.
#include "captured_log.hpp"

#include <dmq/plugin/log.hpp>

#include <array>
#include <mutex>

namespace {

std::mutex mutex;
bool capturing = false;
std::vector<std::string> captured;

} // namespace

namespace dmq::log {

bool enabled(Level, std::string_view) noexcept { return true; }

void write(Level level, std::string_view logger, std::string_view text) noexcept
{
    static constexpr std::array names{"trace ", "info ", "warn ", "error ", "fatal "};
    const std::lock_guard lock(mutex);
    if (capturing && logger == "storage.ring")
        captured.push_back(names[static_cast<std::size_t>(level)] + std::string(text));
}

} // namespace dmq::log

namespace dmq::ring::test {

CapturedLog::CapturedLog()
{
    const std::lock_guard lock(mutex);
    capturing = true;
    captured.clear();
}

CapturedLog::~CapturedLog()
{
    const std::lock_guard lock(mutex);
    capturing = false;
}

std::vector<std::string> CapturedLog::lines() const
{
    const std::lock_guard lock(mutex);
    return captured;
}

std::vector<std::string> CapturedLog::of(std::string_view level) const
{
    std::vector<std::string> result;
    for (const std::string& line : lines())
        if (line.starts_with(std::string(level) + ' '))
            result.push_back(line);
    return result;
}

} // namespace dmq::ring::test
