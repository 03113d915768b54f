// SPDX-License-Identifier: BSL-1.0
// Reads lines of stats.log as node-behaviour §11 describes them, and accepts nothing else.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dmq::test {

/// One line: its keys in their order, and their values.
struct StatsEntry {
    std::string time;
    std::vector<std::string> keys;
    std::map<std::string, std::string> values;

    double number(const std::string& key) const { return std::stod(values.at(key)); }
};

/// Throws std::runtime_error saying what is not as specified.
inline StatsEntry parse_stats_line(const std::string& line)
{
    static const std::regex time(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} )");
    static const std::regex key(
        "[a-z0-9_]+|(channel|request|neo_request|action)/[^/ :]+/[a-z0-9_]+");
    static const std::regex value(R"(\d+(\.\d\d)?)");
    StatsEntry entry;
    std::smatch found;
    if (!std::regex_search(line, found, time, std::regex_constants::match_continuous))
        throw std::runtime_error("no time: " + line.substr(0, 30));
    entry.time = line.substr(0, found.length() - 1);
    for (std::size_t at = found.length(); at <= line.size();) {
        const auto end = std::min(line.find(' ', at), line.size());
        const std::string pair = line.substr(at, end - at);
        const auto colon = pair.find(':');
        if (colon == std::string::npos || !std::regex_match(pair.substr(0, colon), key) ||
            !std::regex_match(pair.substr(colon + 1), value))
            throw std::runtime_error("no key and value: '" + pair + "'");
        entry.keys.push_back(pair.substr(0, colon));
        if (!entry.values.emplace(entry.keys.back(), pair.substr(colon + 1)).second)
            throw std::runtime_error("twice: " + entry.keys.back());
        at = end + 1;
    }
    return entry;
}

/// The keys in front of those of the channels, between them and those of the storages, and behind:
/// node-behaviour §11.2, typed from there.
inline std::vector<std::string> keys_before_channels()
{
    return {"cpu_user",
            "cpu_system",
            "cpu_total",
            "vsz",
            "rss",
            "mem_percentage",
            "bytes_sent",
            "bytes_received",
            "handling_connections",
            "handling_connections_pcnt",
            "handling_neo_connections",
            "handling_neo_connections_pcnt",
            "total_bytes",
            "total_records"};
}

inline std::vector<std::string> keys_between()
{
    std::vector<std::string> keys{"old_request_versions_in_use"};
    const std::vector<std::string> times{"mean_handled_time_micros",
                                         "handled_10_micros",
                                         "handled_100_micros",
                                         "handled_1_ms",
                                         "handled_10_ms",
                                         "handled_100_ms",
                                         "handled_over_100_ms"};
    const auto add = [&](const std::string& name, bool with_times) {
        keys.push_back(name + "/max_active");
        keys.push_back(name + "/handled");
        for (const auto& time : times) {
            if (with_times)
                keys.push_back(name + '/' + time);
        }
    };
    for (const char* name : {"Push", "PushMulti", "Produce", "ProduceMulti", "Pop", "Consume"})
        add(std::string("request/") + name, true);
    add("neo_request/push", true);
    add("neo_request/pop", true);
    add("neo_request/consume", false);
    for (const char* action : {"pushed", "popped"}) {
        keys.push_back(std::string("action/") + action + "/records");
        keys.push_back(std::string("action/") + action + "/bytes");
    }
    return keys;
}

inline std::vector<std::string> keys_after_storages()
{
    return {"logged_debug", "logged_trace", "logged_verbose", "logged_info",
            "logged_warn",  "logged_error", "logged_fatal"};
}

/// All keys of a line for channels that have no subscribers, in their order.
inline std::vector<std::string> stats_keys(const std::vector<std::string>& channels)
{
    auto keys = keys_before_channels();
    const auto append = [&keys](const std::vector<std::string>& more) {
        keys.insert(keys.end(), more.begin(), more.end());
    };
    for (const auto& name : channels)
        append({"channel/" + name + "/bytes", "channel/" + name + "/records"});
    append(keys_between());
    for (const auto& name : channels) {
        for (const char* key : {"bytes_memory", "bytes_overflow", "records_memory",
                                "records_overflow", "percent_memory"})
            keys.push_back("channel/" + name + '/' + key);
    }
    append(keys_after_storages());
    return keys;
}

} // namespace dmq::test
