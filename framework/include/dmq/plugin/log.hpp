// SPDX-License-Identifier: BSL-1.0
// Writing to the node's log.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <sstream>
#include <string_view>

namespace dmq::log {

enum class Level : unsigned char { trace, info, warn, error, fatal };

/// Whether a line of this logger and level would go anywhere. Any thread.
DMQ_EXPORT bool enabled(Level level, std::string_view logger) noexcept;
/// Writes one line; never throws, never blocks on the peer. `logger` names the part of the
/// program, e.g. "storage.ring". Any thread.
DMQ_EXPORT void write(Level level, std::string_view logger, std::string_view text) noexcept;

/// Streams the parts into one line, if the line would go anywhere.
template <class... Parts> void line(Level level, std::string_view logger, const Parts&... parts)
{
    if (!enabled(level, logger))
        return;
    std::ostringstream text;
    (text << ... << parts);
    write(level, logger, text.view());
}

template <class... Parts> void trace(std::string_view logger, const Parts&... parts)
{
    line(Level::trace, logger, parts...);
}
template <class... Parts> void info(std::string_view logger, const Parts&... parts)
{
    line(Level::info, logger, parts...);
}
template <class... Parts> void warn(std::string_view logger, const Parts&... parts)
{
    line(Level::warn, logger, parts...);
}
template <class... Parts> void error(std::string_view logger, const Parts&... parts)
{
    line(Level::error, logger, parts...);
}

} // namespace dmq::log
