// SPDX-License-Identifier: BSL-1.0
// Who takes the values of a statistics report.
#pragma once

#include <cstdint>
#include <string_view>

namespace dmq::node_app {

/// Values that belong together. The views are needed during the call only.
struct StatsGroup {
    std::string_view category; // empty: the node itself
    std::string_view instance;
    std::string_view type; // groups of one type have the same keys
};

/// Takes the groups, and within them the values, in the order of the report.
class IStatsSink {
public:
    virtual ~IStatsSink() = default;
    virtual void begin(const StatsGroup& group) = 0;
    virtual void add(std::string_view key, std::uint64_t value) = 0;
    virtual void add(std::string_view key, double value) = 0;
};

} // namespace dmq::node_app
