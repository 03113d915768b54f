// SPDX-License-Identifier: BSL-1.0
#include "routes.hpp"

#include <utility>

namespace dmq::log {

void Routes::add(const LoggerSettings& settings, std::uint64_t appenders)
{
    nodes_.insert_or_assign(settings.name, Node{settings, appenders});
}

void Routes::set_level(std::string_view logger, std::optional<Level> level)
{
    auto found = nodes_.find(logger);
    if (found == nodes_.end()) {
        LoggerSettings settings;
        settings.name = logger;
        found = nodes_.emplace(settings.name, Node{settings, 0}).first;
    }
    found->second.settings.level = level;
    found->second.settings.off = !level;
    found->second.settings.propagate = true;
}

std::vector<LoggerSettings> Routes::settings() const
{
    std::vector<LoggerSettings> all;
    for (const auto& [name, node] : nodes_)
        all.push_back(node.settings);
    return all;
}

Route Routes::find(std::string_view logger) const
{
    Route route;
    bool level_known = false;
    bool counting_known = false;
    bool additive = true;
    for (const Node* node : lineage(logger)) {
        const bool holds = node->settings.name == logger || node->settings.propagate;
        if (additive)
            route.appenders |= node->appenders;
        if (!std::exchange(counting_known, counting_known || holds) && holds) {
            route.counted = node->settings.collect_stats;
            route.limited = node->settings.limit_repeats;
        }
        if (!level_known && holds && (node->settings.level || node->settings.off)) {
            route.level = node->settings.level.value_or(Level::trace);
            route.off = node->settings.off;
            level_known = true;
        }
        additive = additive && (node->settings.additive || node->appenders == 0);
    }
    return route;
}

std::vector<const Routes::Node*> Routes::lineage(std::string_view logger) const
{
    std::vector<const Node*> found;
    for (;;) {
        if (const auto node = nodes_.find(logger); node != nodes_.end())
            found.push_back(&node->second);
        if (logger.empty())
            return found;
        const auto dot = logger.rfind('.');
        logger = dot == std::string_view::npos ? std::string_view() : logger.substr(0, dot);
    }
}

} // namespace dmq::log
