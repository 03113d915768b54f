// SPDX-License-Identifier: BSL-1.0
// The periodic report to stats.log and Collectd.
#include "stats_log.hpp"

#include "log_settings.hpp"
#include "stats/collectd_commands.hpp"
#include "stats/stats_report.hpp"

#include <dmq/plugin/log.hpp>

#include <array>
#include <unistd.h>
#include <utility>

namespace dmq::node_app {
namespace {

std::string host_name()
{
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

CollectdIdentity identity_of(const StatsLogConfig& config)
{
    return {config.hostname.empty() ? host_name() : config.hostname, config.app_name,
            config.app_instance, config.default_type};
}

} // namespace

std::chrono::system_clock::time_point next_report(std::chrono::system_clock::time_point now,
                                                  std::chrono::seconds interval)
{
    const auto elapsed = now.time_since_epoch();
    return std::chrono::system_clock::time_point((elapsed / interval + 1) * interval);
}

StatsLog::StatsLog(boost::asio::io_context& loop, const StatsLogConfig& config, TakeSnapshot take)
    : config_(config), take_(std::move(take)), timer_(loop), last_(take_())
{
    if (!config.socket_path.empty())
        collectd_.emplace(loop, config.socket_path);
    wait();
}

void StatsLog::report(std::chrono::system_clock::time_point time)
{
    NodeSnapshot now = take_();
    line_.clear();
    report_stats(last_, now, config_.extended ? StatsKeys::extended : StatsKeys::original, line_);
    log::write(log::Level::info, stats_logger, line_.text());
    if (collectd_)
        send_to_collectd(now, time);
    last_ = std::move(now);
}

void StatsLog::wait()
{
    const std::chrono::seconds interval(config_.interval);
    timer_.expires_at(next_report(std::chrono::system_clock::now(), interval));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error)
            return;
        // not std::time(), which may be a few milliseconds late: in the second before
        report(timer_.expiry());
        wait();
    });
}

void StatsLog::send_to_collectd(const NodeSnapshot& now, std::chrono::system_clock::time_point time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
    CollectdCommands commands(identity_of(config_), config_.interval,
                              static_cast<std::uint64_t>(seconds.count()));
    report_stats(last_, now, config_.extended ? StatsKeys::extended : StatsKeys::original,
                 commands);
    auto lines = commands.take();
    collectd_->send(std::move(lines), commands.count());
}

} // namespace dmq::node_app
