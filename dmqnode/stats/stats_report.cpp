// SPDX-License-Identifier: BSL-1.0
// The statistics of node-behaviour §11.2, in its order.
#include "stats_report.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace dmq::node_app {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

constexpr std::array<std::string_view, 6> legacy_requests{"Push",         "PushMulti", "Produce",
                                                          "ProduceMulti", "Pop",       "Consume"};
constexpr std::array<std::string_view, 3> neo_requests{"push", "pop", "consume"};
constexpr std::array<std::string_view, 6> bucket_keys{"handled_10_micros", "handled_100_micros",
                                                      "handled_1_ms",      "handled_10_ms",
                                                      "handled_100_ms",    "handled_over_100_ms"};

/// 0 where the original prints "-nan".
double ratio(double part, double whole) { return whole == 0 ? 0.0 : part / whole; }

/// One report, on its way from two snapshots to a sink.
class Report {
public:
    Report(const NodeSnapshot& before, const NodeSnapshot& now, IStatsSink& to)
        : before_(before), now_(now), to_(to)
    {
    }

    void original_keys()
    {
        process();
        node();
        channels();
        to_.begin({});
        to_.add("old_request_versions_in_use", std::uint64_t{0});
        for (const auto name : legacy_requests)
            request(Protocol::legacy, name);
        for (const auto name : neo_requests)
            request(Protocol::neo, name);
        actions();
        queues();
        logged();
    }

    void further_keys()
    {
        to_.begin({"action", "refused", "refused"});
        to_.add("records", now_.actions.refused_records - before_.actions.refused_records);
        for (const auto& entry : now_.requests) {
            if (!is_original(entry))
                request(entry.protocol, entry.name);
        }
    }

private:
    static bool is_original(const RequestSnapshot& request)
    {
        return request.protocol == Protocol::legacy
            ? std::ranges::find(legacy_requests, request.name) != legacy_requests.end()
            : std::ranges::find(neo_requests, request.name) != neo_requests.end();
    }

    void process()
    {
        const Microseconds elapsed = now_.time - before_.time;
        const auto percent = [&](Microseconds used) {
            return ratio(used.count() * 100, elapsed.count());
        };
        const Microseconds user = now_.process.user - before_.process.user;
        const Microseconds system = now_.process.system - before_.process.system;
        to_.begin({});
        to_.add("cpu_user", percent(user));
        to_.add("cpu_system", percent(system));
        to_.add("cpu_total", percent(user + system));
        to_.add("vsz", now_.process.virtual_size);
        to_.add("rss", now_.process.resident_size);
        to_.add("mem_percentage",
                ratio(static_cast<double>(now_.process.resident_size) * 100,
                      static_cast<double>(now_.process.machine_memory)));
    }

    void node()
    {
        const QueueUsage usage = now_.usage();
        to_.begin({});
        to_.add("bytes_sent", now_.traffic.sent - before_.traffic.sent);
        to_.add("bytes_received", now_.traffic.received - before_.traffic.received);
        to_.add("handling_connections", std::uint64_t{now_.legacy.open});
        to_.add("handling_connections_pcnt", std::uint64_t{now_.legacy.percent()});
        to_.add("handling_neo_connections", std::uint64_t{now_.neo.open});
        to_.add("handling_neo_connections_pcnt", std::uint64_t{now_.neo.percent()});
        to_.add("total_bytes", usage.bytes());
        to_.add("total_records", usage.records());
    }

    void channels()
    {
        for (const auto& channel : now_.channels) {
            const QueueUsage usage = channel.usage();
            to_.begin({"channel", channel.name, "channel"});
            to_.add("bytes", usage.bytes());
            to_.add("records", usage.records());
        }
    }

    void request(Protocol protocol, std::string_view name)
    {
        const bool legacy = protocol == Protocol::legacy;
        static const RequestSnapshot unknown;
        const auto found = [&](const NodeSnapshot& snapshot) {
            const auto* request = snapshot.find(protocol, name);
            return request ? request : &unknown;
        };
        const RequestSnapshot& now = *found(now_);
        const RequestCounts& before = found(before_)->counts;
        const auto handled = now.counts.handled - before.handled;
        // the original measures no neo consume, but shows times of 0 for what it counts of legacy
        const bool with_time = legacy || (now.timing == Timing::timed && name != "consume");
        to_.begin({legacy ? "request" : "neo_request", name,
                   with_time ? (legacy ? "request" : "neo_request") : "neo_request_counted"});
        to_.add("max_active", now.max_active);
        to_.add("handled", handled);
        if (!with_time)
            return;
        const Microseconds time = now.counts.time - before.time;
        to_.add("mean_handled_time_micros", ratio(time.count(), static_cast<double>(handled)));
        for (std::size_t i = 0; i < bucket_keys.size(); ++i)
            to_.add(bucket_keys[i], now.counts.buckets[i] - before.buckets[i]);
    }

    void actions()
    {
        const auto action = [this](std::string_view name, auto records, auto bytes) {
            to_.begin({"action", name, "action"});
            to_.add("records", now_.actions.*records - before_.actions.*records);
            to_.add("bytes", now_.actions.*bytes - before_.actions.*bytes);
        };
        action("pushed", &ActionCounters::pushed_records, &ActionCounters::pushed_bytes);
        action("popped", &ActionCounters::popped_records, &ActionCounters::popped_bytes);
    }

    void queues()
    {
        for (const auto& channel : now_.channels) {
            for (const auto& queue : channel.queues) {
                std::string_view id = queue.storage_name;
                id.remove_prefix(id.starts_with('@') ? 1 : 0);
                to_.begin({"channel", id, "storage"});
                to_.add("bytes_memory", queue.usage.memory_bytes);
                to_.add("bytes_overflow", queue.usage.overflow_bytes);
                to_.add("records_memory", queue.usage.memory_records);
                to_.add("records_overflow", queue.usage.overflow_records);
                to_.add("percent_memory", std::uint64_t{queue.usage.percent()});
            }
        }
    }

    void logged()
    {
        const auto lines = [this](log::Level level) {
            const auto index = static_cast<std::size_t>(level);
            return now_.lines[index] - before_.lines[index];
        };
        to_.begin({});
        to_.add("logged_debug", std::uint64_t{0});
        to_.add("logged_trace", lines(log::Level::trace));
        to_.add("logged_verbose", std::uint64_t{0});
        to_.add("logged_info", lines(log::Level::info));
        to_.add("logged_warn", lines(log::Level::warn));
        to_.add("logged_error", lines(log::Level::error));
        to_.add("logged_fatal", lines(log::Level::fatal));
    }

    const NodeSnapshot& before_;
    const NodeSnapshot& now_;
    IStatsSink& to_;
};

} // namespace

void report_stats(const NodeSnapshot& before, const NodeSnapshot& now, StatsKeys keys,
                  IStatsSink& to)
{
    Report report(before, now, to);
    report.original_keys();
    if (keys == StatsKeys::extended)
        report.further_keys();
}

} // namespace dmq::node_app
