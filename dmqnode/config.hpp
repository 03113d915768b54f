// SPDX-License-Identifier: BSL-1.0
// The whole configuration of the node, checked (node-behaviour §3.2; docs/configuration.md).
#pragma once

#include "config_file.hpp"
#include "section_reader.hpp"

#include <dmq/plugin/storage.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace dmq::node_app {

/// [Server]
struct ServerConfig {
    std::string address; // IPv4 literal
    std::uint16_t port = 0; // 0: any
    std::uint16_t neoport = 0;
    std::string unix_socket_path; // shorter than 108 bytes
    std::uint64_t channel_size_limit = 0; // bytes, at least 1
    std::string data_dir = "data";
    std::int32_t cpu = -1; // -1: not pinned
    std::uint64_t size_limit = 0; // without effect
    std::uint32_t connection_limit = 5000; // per listener; 0: unlimited
    std::uint32_t backlog = 2048;
    std::uint32_t threads = 1;
    std::uint32_t shutdown_timeout_ms = 10000;
    std::optional<mode_t> unix_socket_mode = std::nullopt; // as with umask 002
    bool local_sockets = true; // both protocols also on LocalAddress
    bool io_uring = true; // epoll where the system does not offer it
    std::uint32_t busy_poll_us = 0; // what a loop waits for without sleeping

    bool operator==(const ServerConfig&) const = default;
};

/// [Performance]
struct PerformanceConfig {
    std::uint32_t write_flush_ms = 250; // at least 1
    bool no_delay = false; // without effect

    bool operator==(const PerformanceConfig&) const = default;
};

/// [Overflow], [OverflowById], [OverflowPolicyById]
struct OverflowConfig {
    std::uint32_t write_index_ms = 60000; // at least 1
    std::uint64_t max_overflow_bytes = unlimited; // of all queues
    std::vector<std::pair<std::string, std::uint64_t>> sizes; // prefix, bytes of each queue
    std::vector<std::pair<std::string, WhenFull>> policies; // prefix

    bool operator==(const OverflowConfig&) const = default;
};

/// [Neo]: limits of neo connections.
struct NeoConfig {
    std::uint32_t login_timeout_ms = 10000; // at least 1
    std::uint32_t login_idle_timeout_ms = 5000; // at least 1
    std::uint32_t login_limit = 1000; // 0: unlimited
    std::uint64_t message_limit = 256 * 1024 * 1024; // bytes, at least 1024
    std::uint32_t request_limit = 5000; // of each connection, at least 1

    bool operator==(const NeoConfig&) const = default;
};

/// [Consume]
struct ConsumeConfig {
    bool redelivery = true; // of what a neo client has not acknowledged

    bool operator==(const ConsumeConfig&) const = default;
};

/// [STATS], and the part of [Stats] that has the same keys.
struct StatsLogConfig {
    std::string file_name = "log/stats.log";
    std::uint64_t interval = 30; // seconds, at least 1
    std::string socket_path; // Collectd; empty: none
    std::string hostname; // empty: gethostname()
    std::string app_name = "dmqnode";
    std::string app_instance;
    std::string default_type; // <app_name>_stats unless set
    bool extended = false; // more keys than the original's

    bool operator==(const StatsLogConfig&) const = default;
};

/// [Stats]
struct ConsoleStatsConfig {
    std::optional<bool> console_stats_enabled; // nullopt: on a terminal only
    StatsLogConfig ignored; // accepted, without effect

    bool operator==(const ConsoleStatsConfig&) const = default;
};

/// [UNIX_SOCKET]
struct UnixSocketConfig {
    std::string path; // empty: none
    std::optional<mode_t> mode; // nullopt: as with umask 002

    bool operator==(const UnixSocketConfig&) const = default;
};

enum class LogThreshold : std::uint8_t { trace, info, warn, error, fatal, none };
enum class LogLayout : std::uint8_t { message_only, stats, simple, date };

/// [LOG.<name>]
struct LoggerConfig {
    std::string name; // empty: the root logger
    std::optional<LogThreshold> level; // nullopt: unchanged
    bool propagate = false;
    bool console = false; // true by default for the root logger
    std::string file; // empty: none
    bool syslog = false;
    LogLayout console_layout = LogLayout::simple;
    LogLayout file_layout = LogLayout::date;
    bool additive = false;
    bool collect_stats = true;
    std::uint64_t buffer_size = 0;

    bool operator==(const LoggerConfig&) const = default;
};

/// [LOG] and all [LOG.<name>], in the order of the file.
struct LogConfig {
    std::uint64_t buffer_size = 0;
    std::vector<LoggerConfig> loggers;

    bool operator==(const LogConfig&) const = default;
};

/// [Plugins] and all [Plugin.<name>]
struct PluginsConfig {
    std::string directory; // empty: see plugin_directory()
    std::vector<std::string> load;
    std::string storage = "ring";
    std::map<std::string, std::map<std::string, std::string>> options; // by plugin, then key

    bool operator==(const PluginsConfig&) const = default;
};

/// Plain values; copy and share freely.
struct Config {
    ServerConfig server;
    std::vector<std::pair<std::string, std::uint64_t>> channel_sizes; // prefix, bytes
    PerformanceConfig performance;
    OverflowConfig overflow;
    NeoConfig neo;
    ConsumeConfig consume;
    StatsLogConfig stats_log;
    ConsoleStatsConfig stats;
    std::string pid_lock_path; // [PidLock] path; empty: none
    UnixSocketConfig unix_socket;
    bool default_version_log = true; // [VERSION]
    LogConfig log;
    PluginsConfig plugins;

    /// Bytes of the memory queue of each storage of the channel, whose name comes without the
    /// subscriber ([ChannelSizeById], else [Server] channel_size_limit).
    std::uint64_t capacity_for(std::string_view channel) const noexcept;
    /// What each queue of the channel may leave on the disk, and what happens then.
    OverflowLimit overflow_limit_for(std::string_view channel) const noexcept;

    bool operator==(const Config&) const = default;
};

struct CommandLine;

/// What unknown keys are in the sections that are read as a whole.
enum class Parsing : std::uint8_t { strict, loose };

/// Checks everything. The result may be used only if `diagnostics.ok()` afterwards.
Config make_config(const ConfigFile& file, Parsing parsing, Diagnostics& diagnostics);

/// Reads the file, applies the overrides in their order, and checks. Throws ConfigFileUnreadable.
Config load_config(const std::string& path, const std::vector<std::string>& overrides,
                   Parsing parsing, Diagnostics& diagnostics);
/// The same, as the options of the program ask for it.
Config load_config(const CommandLine& command_line, Diagnostics& diagnostics);

namespace detail {
/// [LOG], [LOG.*]; in config_log.cpp.
LogConfig read_log(const ConfigFile& file, UnknownKeys unknown, Diagnostics& diagnostics);
/// [Plugins], [Plugin.*]; in config_plugins.cpp.
PluginsConfig read_plugins(const ConfigFile& file, UnknownKeys unknown, Diagnostics& diagnostics);
} // namespace detail

} // namespace dmq::node_app
