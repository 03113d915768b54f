// SPDX-License-Identifier: BSL-1.0
// The node's log on Boost.Log.
#include "appenders.hpp"
#include "routes.hpp"

#include <dmq/node/log_config.hpp>

#include <boost/log/attributes/constant.hpp>
#include <boost/log/core.hpp>
#include <boost/log/sources/record_ostream.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <iostream>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace dmq::log {
namespace {

namespace logging = boost::log;

constexpr std::size_t max_appenders = 64;

/// All settings and what was opened for them; replaced as a whole.
class Configuration {
public:
    explicit Configuration(const std::vector<LoggerSettings>& loggers)
    {
        for (const LoggerSettings& logger : loggers)
            add(logger);
    }

    Route route(std::string_view logger) const { return routes_.find(logger); }
    const std::vector<Sink>& sinks() const noexcept { return sinks_; }
    std::vector<FileAppender>& files() noexcept { return files_; }

private:
    void add(const LoggerSettings& logger)
    {
        std::uint64_t appenders = 0;
        const auto next_bit = [&] {
            if (sinks_.size() == max_appenders)
                throw std::runtime_error("more than 64 log appenders are configured");
            const std::uint64_t bit = std::uint64_t{1} << sinks_.size();
            appenders |= bit;
            return bit;
        };
        if (logger.console)
            sinks_.push_back(make_console_sink(next_bit(), logger.console_layout));
        if (logger.syslog)
            sinks_.push_back(make_syslog_sink(next_bit()));
        if (!logger.file.empty())
            sinks_.push_back(
                files_.emplace_back(next_bit(), logger.file, logger.file_layout).sink());
        routes_.add(logger, appenders);
    }

    Routes routes_;
    std::vector<Sink> sinks_;
    std::vector<FileAppender> files_;
};

std::mutex configuring;
std::atomic<std::shared_ptr<Configuration>>& current()
{
    static std::atomic<std::shared_ptr<Configuration>> configuration;
    return configuration;
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
        if (const Route route = configuration->route(logger); route.takes(level))
            push_record(level, logger, text, route.appenders);
    } catch (const std::exception&) {
        // a line that cannot be written must not end a request
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
        if (file.path() == path)
            found = try_reopen(file) || found;
    }
    return found;
}

} // namespace dmq::log
