// SPDX-License-Identifier: BSL-1.0
// Which lines of which logger go to which appenders.
#pragma once

#include <dmq/node/log_config.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::log {

/// Appenders of a logger as a set of bits, and the least level that goes to them.
struct Route {
    std::uint64_t appenders = 0;
    Level level = Level::trace;
    bool off = false;
    bool counted = true; // in the statistics
    bool limited = true; // lines that are alike

    bool takes(Level of_line) const noexcept { return appenders != 0 && !off && of_line >= level; }
};

/// Names are parents of those that continue them behind a dot.
class Routes {
public:
    /// `appenders` belong to the logger of the settings; at most 64 in all.
    void add(const LoggerSettings& settings, std::uint64_t appenders);
    /// nullopt: nothing at all. The logger need not have settings yet.
    void set_level(std::string_view logger, std::optional<Level> level);
    Route find(std::string_view logger) const;
    std::vector<LoggerSettings> settings() const;

private:
    struct Node {
        LoggerSettings settings;
        std::uint64_t appenders = 0;
    };

    /// The logger itself and its parents that are configured, nearest first.
    std::vector<const Node*> lineage(std::string_view logger) const;

    std::map<std::string, Node, std::less<>> nodes_;
};

} // namespace dmq::log
