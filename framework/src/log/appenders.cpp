// SPDX-License-Identifier: BSL-1.0
#define BOOST_LOG_USE_NATIVE_SYSLOG
#include "appenders.hpp"

#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/expressions/message.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sinks/syslog_backend.hpp>
#include <boost/log/sinks/text_ostream_backend.hpp>
#include <boost/log/utility/formatting_ostream.hpp>
#include <boost/make_shared.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace dmq::log {
namespace {

namespace logging = boost::log;
namespace sinks = boost::log::sinks;
using TextSink = sinks::synchronous_sink<sinks::text_ostream_backend>;
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
    if (layout == Layout::date)
        out << date_now() << ' ';
    if (layout != Layout::message_only)
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
        std::ostream& out = level_of(record) >= Level::warn ? std::cerr : std::cout;
        out << text << std::endl;
    }
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

boost::shared_ptr<std::ostream> open_file(const std::string& path)
{
    auto file = boost::make_shared<std::ofstream>(path, std::ios::app);
    if (!*file)
        throw std::runtime_error("cannot open log file " + path + ": " + std::strerror(errno));
    return file;
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

struct FileAppender::Backend {
    boost::shared_ptr<TextSink> sink;
    boost::shared_ptr<std::ostream> file;
};

FileAppender::FileAppender(std::uint64_t bit, std::string path, Layout layout)
    : path_(std::move(path)), backend_(std::make_shared<Backend>())
{
    auto text = boost::make_shared<sinks::text_ostream_backend>();
    text->auto_flush(true);
    backend_->sink = make_sink<TextSink>(text, bit, layout);
    sink_ = backend_->sink;
    reopen();
}

void FileAppender::reopen()
{
    const auto text = backend_->sink->locked_backend();
    if (backend_->file)
        text->remove_stream(std::exchange(backend_->file, nullptr));
    backend_->file = open_file(path_);
    text->add_stream(backend_->file);
}

} // namespace dmq::log
