// SPDX-License-Identifier: BSL-1.0
// A report as a line of stats.log.
#include "stats_line.hpp"

#include "stats/number_text.hpp"

namespace dmq::node_app {

void StatsLine::begin(const StatsGroup& group)
{
    prefix_.clear();
    if (!group.category.empty())
        prefix_.append(group.category).append(1, '/').append(group.instance).append(1, '/');
}

void StatsLine::add(std::string_view key, std::uint64_t value)
{
    add_key(key);
    append_number(text_, value);
}

void StatsLine::add(std::string_view key, double value)
{
    add_key(key);
    append_number(text_, value, 2);
}

void StatsLine::add_key(std::string_view key)
{
    if (!text_.empty())
        text_ += separator_;
    text_.append(prefix_).append(key).append(1, ':');
}

} // namespace dmq::node_app
