// SPDX-License-Identifier: BSL-1.0
// Configuration of the loggers.
#include "log_settings.hpp"

#include "log_levels.hpp"

#include <dmq/plugin/log.hpp>

namespace dmq::node_app {
std::optional<log::Level> level_of(LogThreshold threshold)
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
        return log::Level::fatal;
    case LogThreshold::none:
        break;
    }
    return std::nullopt;
}

namespace {

log::Layout layout_of(LogLayout layout)
{
    switch (layout) {
    case LogLayout::message_only:
        return log::Layout::message_only;
    case LogLayout::stats:
        return log::Layout::stats;
    case LogLayout::simple:
        return log::Layout::simple;
    case LogLayout::date:
        break;
    }
    return log::Layout::date;
}

log::LoggerSettings settings_of(const LoggerConfig& config, std::size_t buffer_size)
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
    settings.buffer_size = config.buffer_size > 0 ? config.buffer_size : buffer_size;
    settings.syslog = config.syslog;
    settings.collect_stats = config.collect_stats;
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

log::LoggerSettings stats_log_settings(const StatsLogConfig& config)
{
    log::LoggerSettings settings;
    settings.name = stats_logger;
    settings.file = config.file_name;
    settings.file_layout = log::Layout::stats;
    settings.collect_stats = false;
    settings.limit_repeats = false;
    return settings;
}

} // namespace

std::vector<log::LoggerSettings> log_settings(const Config& config)
{
    std::vector<log::LoggerSettings> settings;
    if (config.default_version_log)
        settings.push_back(version_log_settings()); // the file's own section would replace it
    for (const auto& logger : config.log.loggers)
        settings.push_back(settings_of(logger, config.log.buffer_size));
    settings.push_back(stats_log_settings(config.stats_log)); // no section of the file moves it
    return settings;
}

} // namespace dmq::node_app
