// SPDX-License-Identifier: BSL-1.0
// The node's log on Boost.Log.
#include "appenders.hpp"
#include "repeats.hpp"
#include "routes.hpp"

#include <dmq/node/log_config.hpp>

#include <boost/log/attributes/constant.hpp>
#include <boost/log/core.hpp>
#include <boost/log/sources/record_ostream.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace dmq::log {
namespace {

namespace logging = boost::log;

constexpr std::size_t max_appenders = 64;

/// What was opened for the settings.
struct Outputs {
    ~Outputs()
    {
        for (FileAppender& file : files)
            file.flush();
    }
    std::vector<Sink> sinks;
    std::vector<FileAppender> files;
    Repeats repeats;
};

/// All settings and their outputs; replaced as a whole.
class Configuration {
public:
    explicit Configuration(const std::vector<LoggerSettings>& loggers)
        : outputs_(std::make_shared<Outputs>())
    {
        for (const LoggerSettings& logger : loggers)
            add(logger);
    }

    Route route(std::string_view logger) const { return routes_.find(logger); }
    Routes& routes() noexcept { return routes_; }
    const Routes& routes() const noexcept { return routes_; }
    const std::vector<Sink>& sinks() const noexcept { return outputs_->sinks; }
    std::vector<FileAppender>& files() const noexcept { return outputs_->files; }
    Repeats& repeats() const noexcept { return outputs_->repeats; }

private:
    void add(const LoggerSettings& logger)
    {
        std::uint64_t appenders = 0;
        auto& sinks = outputs_->sinks;
        const auto next_bit = [&] {
            if (sinks.size() == max_appenders)
                throw std::runtime_error("more than 64 log appenders are configured");
            const std::uint64_t bit = std::uint64_t{1} << sinks.size();
            appenders |= bit;
            return bit;
        };
        if (logger.console)
            sinks.push_back(make_console_sink(next_bit(), logger.console_layout));
        if (logger.syslog)
            sinks.push_back(make_syslog_sink(next_bit()));
        if (!logger.file.empty())
            sinks.push_back(outputs_->files.emplace_back(next_bit(), logger).sink());
        routes_.add(logger, appenders);
    }

    Routes routes_;
    std::shared_ptr<Outputs> outputs_;
};

std::mutex configuring;

/// The settings in force. A std::atomic<std::shared_ptr> would do, if that of GCC 12 did not let
/// load() race with store(): it gives its lock back without publishing that it has read.
class Current {
public:
    std::shared_ptr<Configuration> load() const
    {
        const std::lock_guard lock(mutex_);
        return configuration_;
    }
    void store(std::shared_ptr<Configuration> configuration)
    {
        const std::lock_guard lock(mutex_);
        configuration_.swap(configuration); // the old one goes when the lock is given back
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<Configuration> configuration_;
};

Current& current()
{
    static Current configuration;
    return configuration;
}

std::array<std::atomic<std::uint64_t>, std::tuple_size_v<LineCounts>> lines_written{};

bool limited(Level level) { return level >= Level::info && level <= Level::error; }

std::string with_note(std::string_view text, std::uint64_t left_out)
{
    std::string line(text);
    if (left_out > 0)
        line += " (" + std::to_string(left_out) + " lines like this one were left out before it)";
    return line;
}

/// One line stays one line, whatever a peer has put into it.
std::string printable(std::string_view text)
{
    std::string line(text);
    std::ranges::replace_if(
        line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return line;
}

void push_record(Level level, std::string_view logger, std::string_view text,
                 std::uint64_t appenders)
{
    namespace attrs = logging::attributes;
    logging::attribute_set attributes;
    attributes.insert(severity_attribute, attrs::constant<Level>(level));
    attributes.insert(logger_attribute, attrs::constant<std::string>(std::string(logger)));
    attributes.insert(appenders_attribute, attrs::constant<std::uint64_t>(appenders));
    const auto core = logging::core::get();
    if (logging::record record = core->open_record(attributes)) {
        logging::record_ostream out(record);
        out << printable(text);
        out.flush();
        core->push_record(std::move(record));
    }
}

void put(Level level, std::string_view logger, std::string_view text, const Route& route)
{
    push_record(level, logger, text, route.appenders);
    if (route.counted)
        lines_written[static_cast<std::size_t>(level)].fetch_add(1, std::memory_order_relaxed);
}

/// Whether both name the same file, as configured or absolute.
bool same_path(const std::string& configured, std::string_view named)
{
    return configured == named ||
        std::filesystem::absolute(configured).lexically_normal() ==
        std::filesystem::path(named).lexically_normal();
}

/// Reports on stderr: the log itself is what failed.
bool try_reopen(FileAppender& file) noexcept
{
    try {
        file.reopen();
        return true;
    } catch (const std::exception& error) {
        std::cerr << error.what() << std::endl;
        return false;
    }
}

} // namespace

bool enabled(Level level, std::string_view logger) noexcept
{
    const auto configuration = current().load();
    return configuration && configuration->route(logger).takes(level);
}

void write(Level level, std::string_view logger, std::string_view text) noexcept
{
    try {
        const auto configuration = current().load();
        if (!configuration)
            return;
        const Route route = configuration->route(logger);
        if (!route.takes(level))
            return;
        if (!route.limited || !limited(level))
            return put(level, logger, text, route);
        const auto now = std::chrono::steady_clock::now();
        const auto verdict = configuration->repeats().ask(level, logger, text, now);
        if (verdict.let_through)
            put(level, logger, with_note(text, verdict.left_out), route);
    } catch (const std::exception&) {
        // a line that cannot be written must not end a request
    }
}

void report_left_out(bool all)
{
    const auto configuration = current().load();
    if (!configuration)
        return;
    const auto now = std::chrono::steady_clock::now();
    for (const auto& remainder : configuration->repeats().take_remainders(now, all)) {
        const Route route = configuration->route(remainder.logger);
        if (route.takes(remainder.level))
            put(remainder.level, remainder.logger,
                with_note(remainder.last, remainder.left_out - 1), route);
    }
}

LineCounts line_counts() noexcept
{
    LineCounts counts;
    std::ranges::transform(lines_written, counts.begin(),
                           [](const auto& lines) { return lines.load(std::memory_order_relaxed); });
    return counts;
}

void set_console(ConsoleWriter writer) { write_console_to(std::move(writer)); }

void set_level(std::string_view logger, std::optional<Level> level)
{
    const std::lock_guard lock(configuring);
    const auto old = current().load();
    auto changed = old ? std::make_shared<Configuration>(*old)
                       : std::make_shared<Configuration>(std::vector<LoggerSettings>());
    changed->routes().set_level(logger, level);
    current().store(std::move(changed));
}

std::vector<LoggerSettings> loggers()
{
    const auto configuration = current().load();
    return configuration ? configuration->routes().settings() : std::vector<LoggerSettings>();
}

void flush_files()
{
    const std::lock_guard lock(configuring);
    if (const auto configuration = current().load()) {
        for (FileAppender& file : configuration->files())
            file.flush();
    }
}

void configure(const std::vector<LoggerSettings>& loggers)
{
    const std::lock_guard lock(configuring);
    auto configuration = std::make_shared<Configuration>(loggers);
    const auto core = logging::core::get();
    core->remove_all_sinks();
    for (const Sink& sink : configuration->sinks())
        core->add_sink(sink);
    current().store(std::move(configuration));
}

void reopen_files()
{
    const std::lock_guard lock(configuring);
    if (const auto configuration = current().load()) {
        for (FileAppender& file : configuration->files())
            try_reopen(file);
    }
}

bool reopen_file(std::string_view path)
{
    const std::lock_guard lock(configuring);
    const auto configuration = current().load();
    if (!configuration)
        return false;
    bool found = false;
    for (FileAppender& file : configuration->files()) {
        if (same_path(file.path(), path))
            found = try_reopen(file) || found;
    }
    return found;
}

} // namespace dmq::log
