// SPDX-License-Identifier: BSL-1.0
#define BOOST_LOG_USE_NATIVE_SYSLOG
#include "appenders.hpp"

#include "log_file.hpp"

#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/expressions/message.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sinks/syslog_backend.hpp>
#include <boost/log/sinks/unlocked_frontend.hpp>
#include <boost/log/utility/formatting_ostream.hpp>
#include <boost/make_shared.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <mutex>
#include <utility>

namespace dmq::log {
namespace {

namespace logging = boost::log;
namespace sinks = boost::log::sinks;
using SyslogSink = sinks::synchronous_sink<sinks::syslog_backend>;

constexpr std::array<const char*, 5> level_names{"Trace", "Info", "Warn", "Error", "Fatal"};

Level level_of(const logging::record_view& record)
{
    return logging::extract_or_default<Level>(severity_attribute, record, Level::fatal);
}

bool has_bit(const logging::attribute_value_set& values, std::uint64_t bit)
{
    const auto bits = logging::extract<std::uint64_t>(appenders_attribute, values);
    return bits && (*bits & bit) != 0;
}

/// node-behaviour §12.1, with three-digit milliseconds.
std::string date_now()
{
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::array<char, 32> text;
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local);
    std::snprintf(text.data() + size, text.size() - size, ",%03d",
                  static_cast<int>(ms.count() % 1000));
    return text.data();
}

void format(Layout layout, const logging::record_view& record, logging::formatting_ostream& out)
{
    if (layout == Layout::date || layout == Layout::stats)
        out << date_now() << ' ';
    if (layout == Layout::date || layout == Layout::simple)
        out << level_names[static_cast<std::size_t>(level_of(record))] << " ["
            << logging::extract_or_default<std::string>(logger_attribute, record, std::string())
            << "] - ";
    out << record[logging::expressions::smessage];
}

/// The two streams of the console behind one sink.
class ConsoleBackend final
    : public sinks::basic_formatted_sink_backend<char, sinks::synchronized_feeding> {
public:
    void consume(const logging::record_view& record, const std::string& text)
    {
        const bool to_stderr = level_of(record) >= Level::warn;
        const std::lock_guard lock(mutex);
        if (writer)
            writer(text, to_stderr);
        else
            (to_stderr ? std::cerr : std::cout) << text << std::endl;
    }

    static inline std::mutex mutex; // of all consoles: guards writer
    static inline ConsoleWriter writer;
};

template <class Frontend, class Backend>
boost::shared_ptr<Frontend> make_sink(const boost::shared_ptr<Backend>& backend, std::uint64_t bit,
                                      Layout layout)
{
    auto sink = boost::make_shared<Frontend>(backend);
    sink->set_filter(
        [bit](const logging::attribute_value_set& values) { return has_bit(values, bit); });
    sink->set_formatter(
        [layout](const logging::record_view& record, logging::formatting_ostream& out) {
            format(layout, record, out);
        });
    return sink;
}

} // namespace

Sink make_console_sink(std::uint64_t bit, Layout layout)
{
    return make_sink<sinks::synchronous_sink<ConsoleBackend>>(boost::make_shared<ConsoleBackend>(),
                                                              bit, layout);
}

Sink make_syslog_sink(std::uint64_t bit)
{
    auto backend = boost::make_shared<sinks::syslog_backend>(
        logging::keywords::facility = sinks::syslog::daemon,
        logging::keywords::use_impl = sinks::syslog::native);
    sinks::syslog::custom_severity_mapping<Level> mapping(severity_attribute);
    mapping[Level::trace] = sinks::syslog::debug;
    mapping[Level::info] = sinks::syslog::info;
    mapping[Level::warn] = sinks::syslog::warning;
    mapping[Level::error] = sinks::syslog::error;
    mapping[Level::fatal] = sinks::syslog::critical;
    backend->set_severity_mapper(mapping);
    return make_sink<SyslogSink>(backend, bit, Layout::simple);
}

void write_console_to(ConsoleWriter writer)
{
    const std::lock_guard lock(ConsoleBackend::mutex);
    ConsoleBackend::writer = std::move(writer);
}

class FileAppender::Backend final
    : public sinks::basic_formatted_sink_backend<char, sinks::concurrent_feeding> {
public:
    Backend(const std::string& path, std::size_t buffer_size) : file_(path, buffer_size) { }

    void consume(const logging::record_view& record, const std::string& text)
    {
        const std::lock_guard lock(mutex_);
        file_.write(text);
        if (level_of(record) >= Level::warn)
            file_.flush();
    }
    void flush()
    {
        const std::lock_guard lock(mutex_);
        file_.flush();
    }
    void reopen()
    {
        const std::lock_guard lock(mutex_);
        file_.reopen();
    }

private:
    std::mutex mutex_;
    LogFile file_;
};

FileAppender::FileAppender(std::uint64_t bit, const LoggerSettings& settings)
    : path_(settings.file),
      backend_(boost::make_shared<Backend>(settings.file, settings.buffer_size)),
      sink_(make_sink<sinks::unlocked_sink<Backend>>(backend_, bit, settings.file_layout))
{
}

void FileAppender::flush() { backend_->flush(); }

void FileAppender::reopen() { backend_->reopen(); }

} // namespace dmq::log
