// SPDX-License-Identifier: BSL-1.0
// Boost.Log sinks for console, files and syslog.
#pragma once

#include <dmq/node/log_config.hpp>

#include <boost/log/sinks/sink.hpp>
#include <boost/shared_ptr.hpp>

#include <cstdint>
#include <string>

namespace dmq::log {

/// Attribute names of our records.
inline constexpr char severity_attribute[] = "Severity";
inline constexpr char logger_attribute[] = "Logger";
inline constexpr char appenders_attribute[] = "Appenders";

using Sink = boost::shared_ptr<boost::log::sinks::sink>;

/// Takes the records whose set of appenders has this bit. Warnings and worse go to stderr.
Sink make_console_sink(std::uint64_t bit, Layout layout);
/// See dmq/node/log_config.hpp.
void write_console_to(ConsoleWriter writer);
Sink make_syslog_sink(std::uint64_t bit);

/// A log file that can be opened anew under its name.
class FileAppender {
public:
    /// Opens the file of the settings. Throws std::runtime_error with path and reason.
    FileAppender(std::uint64_t bit, const LoggerSettings& settings);

    const std::string& path() const noexcept { return path_; }
    const Sink& sink() const noexcept { return sink_; }
    /// Throws as the constructor; lines are dropped then until it succeeds.
    void reopen();
    void flush();

private:
    class Backend;

    std::string path_;
    boost::shared_ptr<Backend> backend_;
    Sink sink_;
};

} // namespace dmq::log
