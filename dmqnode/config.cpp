// SPDX-License-Identifier: BSL-1.0
// Reads and checks the sections of the configuration, log and plugins excepted.
#include "config.hpp"

#include "command_line.hpp"
#include "text.hpp"

#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <sys/un.h>
#include <system_error>

namespace dmq::node_app {
namespace {

constexpr std::int32_t highest_cpu = 1023;
constexpr std::uint32_t most_threads = 64;
constexpr std::uint32_t longest_busy_poll_us = 1'000'000;
constexpr std::uint64_t longest_stats_interval = 31'536'000; // a year
constexpr std::uint64_t least_message_limit = 1024; // two names and what is around them
constexpr mode_t all_permissions = 0777;

/// What the readers of sections share.
struct Source {
    const ConfigFile& file;
    UnknownKeys unknown;
    Diagnostics& diagnostics;

    SectionReader section(std::string name) const { return {file, std::move(name), diagnostics}; }
};

void read_address(SectionReader& section, std::string& to)
{
    section.require("address").read("address", to);
    in_addr parsed{};
    const auto* entry = section.find("address");
    if (entry != nullptr && ::inet_pton(AF_INET, entry->value.c_str(), &parsed) != 1)
        section.complain(*entry, "expected an IPv4 address such as 127.0.0.1 or 0.0.0.0");
}

void read_socket_path(SectionReader& section, std::string_view key, std::string& to)
{
    section.read(key, to);
    if (to.size() >= sizeof(sockaddr_un::sun_path))
        section.complain(*section.find(key), "expected a path shorter than 108 bytes");
}

std::optional<mode_t> read_mode(SectionReader& section, std::string_view key)
{
    const auto* entry = section.find(key);
    if (entry == nullptr)
        return std::nullopt;
    mode_t mode = 0;
    const auto* end = entry->value.data() + entry->value.size();
    const auto result = std::from_chars(entry->value.data(), end, mode, 8);
    if (result.ec == std::errc() && result.ptr == end && mode <= all_permissions)
        return mode;
    section.complain(*entry, "expected file permissions in octal digits, from 0 to 0777");
    return std::nullopt;
}

ServerConfig read_server(const Source& source)
{
    ServerConfig to;
    auto section = source.section("Server");
    read_address(section, to.address);
    section.require("port").read<std::uint16_t>("port", to.port, 0);
    section.require("neoport").read<std::uint16_t>("neoport", to.neoport, 0);
    read_socket_path(section.require("unix_socket_path"), "unix_socket_path", to.unix_socket_path);
    to.unix_socket_mode = read_mode(section, "unix_socket_mode");
    section.require("channel_size_limit")
        .read<std::uint64_t>("channel_size_limit", to.channel_size_limit, 1);
    section.read("data_dir", to.data_dir);
    section.read<std::int32_t>("cpu", to.cpu, -1, highest_cpu);
    section.read<std::uint64_t>("size_limit", to.size_limit, 0);
    section.read<std::uint32_t>("connection_limit", to.connection_limit, 0);
    section.read<std::uint32_t>("backlog", to.backlog, 0);
    section.read("local_sockets", to.local_sockets);
    section.read("io_uring", to.io_uring);
    section.read<std::uint32_t>("busy_poll_us", to.busy_poll_us, 0, longest_busy_poll_us);
    section.read<std::uint32_t>("threads", to.threads, 1, most_threads);
    section.read<std::uint32_t>("shutdown_timeout_ms", to.shutdown_timeout_ms, 0);
    section.report_unknown(source.unknown);
    return to;
}

void check_overlap(SectionReader& section, const std::vector<const ConfigEntry*>& entries)
{
    for (std::size_t i = 0; i < entries.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto& [one, other] = std::pair(entries[i], entries[j]);
            if (one->key.starts_with(other->key) || other->key.starts_with(one->key))
                section.complain(*one,
                                 "expected prefixes that do not overlap, but " + shown(other->key) +
                                     " (" + other->where + ") does");
        }
    }
}

/// A section whose keys are prefixes of channel names, with sizes in bytes.
std::vector<std::pair<std::string, std::uint64_t>> read_sizes(const Source& source,
                                                              const std::string& name)
{
    std::vector<std::pair<std::string, std::uint64_t>> sizes;
    auto section = source.section(name);
    const auto entries = source.file.entries(name);
    for (const auto* entry : entries) {
        std::uint64_t size = 0;
        section.read<std::uint64_t>(entry->key, size, 0);
        sizes.emplace_back(entry->key, size);
    }
    check_overlap(section, entries);
    return sizes;
}

PerformanceConfig read_performance(const Source& source)
{
    PerformanceConfig to;
    auto section = source.section("Performance");
    section.read<std::uint32_t>("write_flush_ms", to.write_flush_ms, 1);
    section.read("no_delay", to.no_delay);
    section.report_unknown(source.unknown);
    return to;
}

std::vector<std::pair<std::string, WhenFull>> read_overflow_policies(const Source& source)
{
    std::vector<std::pair<std::string, WhenFull>> policies;
    auto section = source.section("OverflowPolicyById");
    const auto entries = source.file.entries("OverflowPolicyById");
    for (const auto* entry : entries) {
        if (entry->value == "reject")
            policies.emplace_back(entry->key, WhenFull::reject);
        else if (entry->value == "drop-oldest")
            policies.emplace_back(entry->key, WhenFull::drop_oldest);
        else
            section.complain(*entry, "expected reject or drop-oldest");
    }
    check_overlap(section, entries);
    return policies;
}

OverflowConfig read_overflow(const Source& source)
{
    OverflowConfig to;
    auto section = source.section("Overflow");
    section.read<std::uint32_t>("write_index_ms", to.write_index_ms, 1);
    section.read<std::uint64_t>("max_overflow_bytes", to.max_overflow_bytes, 0);
    section.report_unknown(source.unknown);
    to.sizes = read_sizes(source, "OverflowById");
    to.policies = read_overflow_policies(source);
    return to;
}

NeoConfig read_neo(const Source& source)
{
    NeoConfig to;
    auto section = source.section("Neo");
    section.read<std::uint32_t>("login_timeout_ms", to.login_timeout_ms, 1);
    section.read<std::uint32_t>("login_idle_timeout_ms", to.login_idle_timeout_ms, 1);
    section.read<std::uint32_t>("login_limit", to.login_limit, 0);
    section.read<std::uint64_t>("message_limit", to.message_limit, least_message_limit);
    section.read<std::uint32_t>("request_limit", to.request_limit, 1);
    section.report_unknown(source.unknown);
    return to;
}

ConsumeConfig read_consume(const Source& source)
{
    ConsumeConfig to;
    auto section = source.section("Consume");
    section.read("redelivery", to.redelivery);
    section.report_unknown(source.unknown);
    return to;
}

StatsLogConfig read_stats_keys(SectionReader& section)
{
    StatsLogConfig to;
    section.read("file_name", to.file_name);
    section.read<std::uint64_t>("interval", to.interval, 1, longest_stats_interval);
    read_socket_path(section, "socket_path", to.socket_path);
    section.read("hostname", to.hostname);
    section.read("app_name", to.app_name);
    section.read("app_instance", to.app_instance);
    to.default_type = to.app_name + "_stats";
    section.read("default_type", to.default_type);
    section.read("extended", to.extended);
    return to;
}

StatsLogConfig read_stats_log(const Source& source)
{
    auto section = source.section("STATS");
    auto to = read_stats_keys(section);
    section.report_unknown(source.unknown);
    return to;
}

ConsoleStatsConfig read_console_stats(const Source& source)
{
    ConsoleStatsConfig to;
    auto section = source.section("Stats");
    bool enabled = false;
    section.read("console_stats_enabled", enabled);
    if (section.find("console_stats_enabled") != nullptr)
        to.console_stats_enabled = enabled;
    to.ignored = read_stats_keys(section);
    section.report_unknown(source.unknown);
    return to;
}

UnixSocketConfig read_unix_socket(const Source& source, const ServerConfig& server)
{
    UnixSocketConfig to;
    auto section = source.section("UNIX_SOCKET");
    read_socket_path(section, "path", to.path);
    to.mode = read_mode(section, "mode");
    if (!to.path.empty() && to.path == server.unix_socket_path)
        section.complain(*section.find("path"),
                         "expected another path than that of [Server] unix_socket_path");
    return to;
}

/// The value whose prefix the channel has: at most one, as prefixes do not overlap.
template <class Value>
Value value_for(const std::vector<std::pair<std::string, Value>>& values, std::string_view channel,
                Value otherwise) noexcept
{
    for (const auto& [prefix, value] : values) {
        if (channel.starts_with(prefix))
            return value;
    }
    return otherwise;
}

} // namespace

std::uint64_t Config::capacity_for(std::string_view channel) const noexcept
{
    return value_for(channel_sizes, channel, server.channel_size_limit);
}

OverflowLimit Config::overflow_limit_for(std::string_view channel) const noexcept
{
    return {value_for(overflow.sizes, channel, unlimited),
            value_for(overflow.policies, channel, WhenFull::reject)};
}

Config make_config(const ConfigFile& file, Parsing parsing, Diagnostics& diagnostics)
{
    const auto unknown = parsing == Parsing::strict ? UnknownKeys::error : UnknownKeys::warning;
    const Source source{file, unknown, diagnostics};
    Config config;
    config.server = read_server(source);
    config.channel_sizes = read_sizes(source, "ChannelSizeById");
    config.performance = read_performance(source);
    config.overflow = read_overflow(source);
    config.neo = read_neo(source);
    config.consume = read_consume(source);
    config.stats_log = read_stats_log(source);
    config.stats = read_console_stats(source);
    source.section("PidLock").read("path", config.pid_lock_path);
    config.unix_socket = read_unix_socket(source, config.server);
    source.section("VERSION").read("default_version_log", config.default_version_log);
    config.log = detail::read_log(file, unknown, diagnostics);
    config.plugins = detail::read_plugins(file, unknown, diagnostics);
    return config;
}

Config load_config(const std::string& path, const std::vector<std::string>& overrides,
                   Parsing parsing, Diagnostics& diagnostics)
{
    auto file = ConfigFile::read(path, diagnostics);
    for (const auto& expression : overrides)
        file.override_value(expression, diagnostics);
    return make_config(file, parsing, diagnostics);
}

Config load_config(const CommandLine& command_line, Diagnostics& diagnostics)
{
    return load_config(command_line.config, command_line.overrides,
                       command_line.loose_config_parsing ? Parsing::loose : Parsing::strict,
                       diagnostics);
}

} // namespace dmq::node_app
