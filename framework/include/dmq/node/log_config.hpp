// SPDX-License-Identifier: BSL-1.0
// Where log lines go: the appenders of the [LOG.*] sections, on Boost.Log.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/log.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::log {

/// stats: date and text, for lines without level and logger.
enum class Layout : unsigned char { simple, date, message_only, stats };

/// One [LOG.<name>] section (node-behaviour §3.2). The root logger has an empty name; a logger is
/// the parent of those whose names continue its own behind a dot.
struct LoggerSettings {
    std::string name;
    std::optional<Level> level; // nullopt: unchanged, i.e. the parent's if that propagates, or all
    bool off = false; // level "off": nothing at all
    bool propagate = false; // level, collect_stats and limit_repeats also for children
    bool additive = false; // the parents' appenders too
    bool console = false;
    Layout console_layout = Layout::simple;
    std::string file; // empty: none
    Layout file_layout = Layout::date;
    std::size_t buffer_size = 0; // bytes of the file's lines to gather; warnings never wait
    bool syslog = false;
    bool collect_stats = true; // count in line_counts()
    bool limit_repeats = true; // see report_left_out()
};

/// Replaces all settings; opens the files (append, created). Throws std::runtime_error naming a
/// file that cannot be opened; the settings in force stay then. Without settings nothing is logged.
DMQ_EXPORT void configure(const std::vector<LoggerSettings>& loggers);

/// From now on the logger, and those below it without a level of their own, take lines of this
/// level and worse, or none (nullopt). "" is the root logger. Any thread.
DMQ_EXPORT void set_level(std::string_view logger, std::optional<Level> level);
/// The loggers that have settings, by name, with the levels in force. Any thread.
DMQ_EXPORT std::vector<LoggerSettings> loggers();

/// Closes and opens the log files by name (SIGHUP). Those that cannot be opened are reported on
/// stderr and left closed. Any thread.
DMQ_EXPORT void reopen_files();
/// The same for one file, as named in the settings or absolute; false if no logger writes to it, or
/// it cannot be opened.
DMQ_EXPORT bool reopen_file(std::string_view path);
/// Writes what files have gathered. Any thread; to be called from time to time.
DMQ_EXPORT void flush_files();

/// Lines written since the start, by Level, where collect_stats is set.
using LineCounts = std::array<std::uint64_t, 5>;
DMQ_EXPORT LineCounts line_counts() noexcept;

/// Of lines from `info` to `error` that differ in numbers and addresses only, 20 a minute are
/// written. Says how many were left out in minutes that are over, or until now if `all`. Any
/// thread; to be called from time to time, and at the end.
DMQ_EXPORT void report_left_out(bool all = false);

/// Takes the lines of the console in place of stdout and stderr (warnings and worse); empty: no
/// longer. Called by any thread, one at a time; must not write to the log.
using ConsoleWriter = std::function<void(std::string_view line, bool to_stderr)>;
DMQ_EXPORT void set_console(ConsoleWriter writer);

} // namespace dmq::log
