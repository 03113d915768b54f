// SPDX-License-Identifier: BSL-1.0
#include "routes.hpp"

namespace dmq::log {

void Routes::add(const LoggerSettings& settings, std::uint64_t appenders)
{
    nodes_.insert_or_assign(settings.name, Node{settings, appenders});
}

Route Routes::find(std::string_view logger) const
{
    Route route;
    bool level_known = false;
    bool additive = true;
    for (const Node* node : lineage(logger)) {
        const bool own = node->settings.name == logger;
        if (additive)
            route.appenders |= node->appenders;
        if (!level_known && (own || node->settings.propagate) &&
            (node->settings.level || node->settings.off)) {
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
