// SPDX-License-Identifier: BSL-1.0
// Reads and checks [LOG] and [LOG.<logger>].
#include "log_levels.hpp"

namespace dmq::node_app::detail {
namespace {

constexpr std::string_view logger_prefix = "LOG.";

constexpr std::pair<std::string_view, LogLayout> layouts[] = {
    {"messageonly", LogLayout::message_only},
    {"stats", LogLayout::stats},
    {"statslog", LogLayout::stats},
    {"simple", LogLayout::simple},
    {"date", LogLayout::date},
};

LoggerConfig read_logger(SectionReader& section, std::string_view name)
{
    LoggerConfig to;
    if (same_word(name, "root"))
        to.console = true;
    else
        to.name = name;
    section.read("level", to.level, log_level_names);
    section.read("propagate", to.propagate);
    section.read("console", to.console);
    section.read("file", to.file);
    section.read("syslog", to.syslog);
    section.read("console_layout", to.console_layout, layouts);
    section.read("file_layout", to.file_layout, layouts);
    section.read("additive", to.additive);
    section.read("collect_stats", to.collect_stats);
    section.read<std::uint64_t>("buffer_size", to.buffer_size, 0);
    return to;
}

} // namespace

LogConfig read_log(const ConfigFile& file, UnknownKeys unknown, Diagnostics& diagnostics)
{
    LogConfig to;
    SectionReader common(file, "LOG", diagnostics);
    common.read<std::uint64_t>("buffer_size", to.buffer_size, 0);
    common.report_unknown(unknown);
    for (const auto& name : file.sections()) {
        if (!name.starts_with(logger_prefix))
            continue;
        if (name.size() == logger_prefix.size()) {
            diagnostics.errors.push_back(file.name() + ": [" + name +
                                         "]: expected the name of a logger behind 'LOG.'");
            continue;
        }
        SectionReader section(file, name, diagnostics);
        to.loggers.push_back(
            read_logger(section, std::string_view(name).substr(logger_prefix.size())));
        section.report_unknown(unknown);
    }
    return to;
}

} // namespace dmq::node_app::detail
