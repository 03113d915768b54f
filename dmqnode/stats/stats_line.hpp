// SPDX-License-Identifier: BSL-1.0
// A report as a line of stats.log (node-behaviour §11.1).
#pragma once

#include "stats/stats_sink.hpp"

#include <string>

namespace dmq::node_app {

/// Gathers `<name>:<value>` and `<category>/<instance>/<name>:<value>`, with `separator` between.
class StatsLine final : public IStatsSink {
public:
    explicit StatsLine(char separator = ' ') : separator_(separator) { }

    void begin(const StatsGroup& group) override;
    void add(std::string_view key, std::uint64_t value) override;
    /// Two decimals.
    void add(std::string_view key, double value) override;

    const std::string& text() const noexcept { return text_; }
    /// For the next line; the memory stays.
    void clear() noexcept { text_.clear(); }

private:
    void add_key(std::string_view key);

    const char separator_;
    std::string prefix_;
    std::string text_;
};

} // namespace dmq::node_app
