// SPDX-License-Identifier: BSL-1.0
// Configuration of the loggers.
#include "log_settings.hpp"

#include <dmq/plugin/log.hpp>

#include <algorithm>
#include <iterator>

namespace dmq::node_app {
namespace {

log::Level level_of(LogThreshold threshold)
{
    switch (threshold) {
    case LogThreshold::trace:
        return log::Level::trace;
    case LogThreshold::info:
        return log::Level::info;
    case LogThreshold::warn:
        return log::Level::warn;
    case LogThreshold::error:
        return log::Level::error;
    case LogThreshold::fatal:
    case LogThreshold::none:
        break;
    }
    return log::Level::fatal;
}

/// "stats" is meant for lines that carry no level.
log::Layout layout_of(LogLayout layout)
{
    switch (layout) {
    case LogLayout::message_only:
    case LogLayout::stats:
        return log::Layout::message_only;
    case LogLayout::simple:
        return log::Layout::simple;
    case LogLayout::date:
        break;
    }
    return log::Layout::date;
}

log::LoggerSettings settings_of(const LoggerConfig& config)
{
    log::LoggerSettings settings;
    settings.name = config.name;
    if (config.level)
        settings.level = level_of(*config.level);
    settings.off = config.level == LogThreshold::none;
    settings.propagate = config.propagate;
    settings.additive = config.additive;
    settings.console = config.console;
    settings.console_layout = layout_of(config.console_layout);
    settings.file = config.file;
    settings.file_layout = layout_of(config.file_layout);
    settings.syslog = config.syslog;
    return settings;
}

log::LoggerSettings version_log_settings()
{
    log::LoggerSettings settings;
    settings.name = version_logger;
    settings.file = "log/version.log";
    settings.additive = true;
    return settings;
}

} // namespace

std::vector<log::LoggerSettings> log_settings(const Config& config)
{
    std::vector<log::LoggerSettings> settings;
    if (config.default_version_log)
        settings.push_back(version_log_settings()); // the file's own section would replace it
    std::ranges::transform(config.log.loggers, std::back_inserter(settings), settings_of);
    return settings;
}

} // namespace dmq::node_app
