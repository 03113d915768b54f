// SPDX-License-Identifier: BSL-1.0
// A report in the plain text protocol of Collectd's unixsock plugin.
#include "collectd_commands.hpp"

#include "stats/number_text.hpp"

#include <utility>

namespace dmq::node_app {
namespace {

std::string prefix_of(const CollectdIdentity& identity)
{
    std::string text = "PUTVAL " + identity.host + '/' + identity.plugin;
    if (!identity.plugin_instance.empty())
        text += '-' + identity.plugin_instance;
    return text + '/';
}

} // namespace

CollectdCommands::CollectdCommands(const CollectdIdentity& identity, std::uint64_t interval_s,
                                   std::uint64_t unix_time)
    : prefix_(prefix_of(identity)),
      node_type_(identity.type),
      time_(" interval=\"" + std::to_string(interval_s) + "\" " + std::to_string(unix_time))
{
}

void CollectdCommands::begin(const StatsGroup& group)
{
    end_group();
    if (!group.category.empty())
        identifier_.append(group.type).append(1, '-').append(group.instance);
}

void CollectdCommands::add(std::string_view, std::uint64_t value)
{
    values() += ':';
    append_number(values(), value);
}

void CollectdCommands::add(std::string_view, double value)
{
    values() += ':';
    append_number(values(), value, 2);
}

std::string CollectdCommands::take()
{
    end_group();
    if (!node_values_.empty())
        put(node_type_, node_values_);
    node_values_.clear();
    return std::exchange(commands_, {});
}

void CollectdCommands::put(std::string_view identifier, std::string_view values)
{
    commands_.append(prefix_).append(identifier).append(time_).append(values).append(1, '\n');
    ++count_;
}

void CollectdCommands::end_group()
{
    if (!identifier_.empty())
        put(identifier_, values_);
    identifier_.clear();
    values_.clear();
}

} // namespace dmq::node_app
