// SPDX-License-Identifier: BSL-1.0
// Where log lines go: the appenders of the [LOG.*] sections, on Boost.Log.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/log.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::log {

enum class Layout : unsigned char { simple, date, message_only };

/// One [LOG.<name>] section (node-behaviour §3.2). The root logger has an empty name; a logger is
/// the parent of those whose names continue its own behind a dot.
struct LoggerSettings {
    std::string name;
    std::optional<Level> level; // nullopt: unchanged, i.e. the parent's if that propagates, or all
    bool off = false; // level "off": nothing at all
    bool propagate = false; // level also for children
    bool additive = false; // the parents' appenders too
    bool console = false;
    Layout console_layout = Layout::simple;
    std::string file; // empty: none
    Layout file_layout = Layout::date;
    bool syslog = false;
};

/// Replaces all settings; opens the files (append, created). Throws std::runtime_error naming a
/// file that cannot be opened; the settings in force stay then. Without settings nothing is logged.
DMQ_EXPORT void configure(const std::vector<LoggerSettings>& loggers);

/// Closes and opens the log files by name (SIGHUP). Those that cannot be opened are reported on
/// stderr and left closed. Any thread.
DMQ_EXPORT void reopen_files();
/// The same for one file, as named in the settings; false if no logger writes to it.
DMQ_EXPORT bool reopen_file(std::string_view path);

} // namespace dmq::log
