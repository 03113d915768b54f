// SPDX-License-Identifier: BSL-1.0
// The life of the process around the node.
#include "application.hpp"

#include "admin_commands.hpp"
#include "admin_node_commands.hpp"
#include "admin_socket.hpp"
#include "build_info.hpp"
#include "config.hpp"
#include "console/console.hpp"
#include "cpu_affinity.hpp"
#include "credentials.hpp"
#include "dmq_node.hpp"
#include "log_settings.hpp"
#include "pid_lock.hpp"
#include "plugin_directory.hpp"
#include "plugin_list.hpp"
#include "plugin_reload.hpp"
#include "process_signals.hpp"
#include "progress_report.hpp"
#include "service_notifier.hpp"
#include "stats/stats_log.hpp"
#include "watchdog.hpp"

#include <dmq/node/crash_report.hpp>
#include <dmq/node/log_config.hpp>
#include <dmq/node/plugin_loader.hpp>
#include <dmq/node/static_plugins.hpp>
#include <dmq/plugin/log.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <functional>
#include <iostream>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dmq::node_app {
namespace {

constexpr std::string_view logger = "dmqnode.main";
constexpr std::chrono::seconds log_period{1}; // how long lines may be gathered
constexpr const char* credentials_path = "etc/credentials"; // node-behaviour §1.1

void complain(std::string_view text)
{
    std::cerr << "dmqnode: " << text << std::endl;
    log::write(log::Level::fatal, logger, text);
}

/// Prints what is wrong; nothing if the configuration must not be used.
std::optional<Config> read_config(const CommandLine& command_line)
{
    Diagnostics diagnostics;
    Config config = load_config(command_line, diagnostics);
    for (const std::string& warning : diagnostics.warnings)
        std::cerr << "dmqnode: warning: " << warning << '\n';
    for (const std::string& error : diagnostics.errors)
        std::cerr << "dmqnode: " << error << '\n';
    if (!diagnostics.ok())
        return std::nullopt;
    return config;
}

void load_configured_plugins(PluginRegistry& registry, const PluginsConfig& config)
{
    load_plugins(registry, plugin_directory(config.directory), config.load, static_plugins(),
                 config.options);
    crash::name_plugins(registry);
    for (const auto& plugin : registry.plugins())
        log::info(logger, "plugin ", plugin.name, ' ', plugin.version, " (", plugin.origin, ')');
    for (const auto& [id, request] : registry.requests())
        log::info(logger, id.protocol == Protocol::legacy ? "legacy" : "neo", " request ", id.code,
                  " version ", int{id.version}, ": ", request.type.name, " of plugin ",
                  request.plugin);
}

/// Everything of a start that changes nothing.
ExitStatus check(const Config& config)
{
    PluginRegistry plugins;
    load_configured_plugins(plugins, config.plugins);
    if (!plugins.find_storage(config.plugins.storage))
        throw std::runtime_error("[Plugins] storage = " + config.plugins.storage +
                                 ": no loaded plugin brings it");
    const Credentials credentials(credentials_path);
    std::cout << "configuration is valid\n";
    return ExitStatus::ok;
}

ExitStatus print_plugins(const Config& config)
{
    PluginRegistry plugins;
    load_configured_plugins(plugins, config.plugins);
    std::cout << plugin_list(plugins, Columns::aligned) << std::flush;
    return std::cout ? ExitStatus::ok : ExitStatus::failed;
}

/// Runs on the main thread, beside the node's loops.
class Control {
public:
    Control() : signals_(context_, [this](int signal) { on_signal(signal); }) { }

    boost::asio::io_context& context() noexcept { return context_; }
    /// What SIGHUP does: without this call, open the log files anew.
    void on_hangup(std::function<void()> work) { hangup_work_ = std::move(work); }
    /// Calls `work` every `period` while run() runs.
    void every(std::chrono::milliseconds period, std::function<void()> work)
    {
        again(timers_.emplace_back(context_), period, std::move(work));
    }
    /// Returns when a signal says so.
    void run() { context_.run(); }

private:
    static void again(boost::asio::steady_timer& timer, std::chrono::milliseconds period,
                      std::function<void()> work)
    {
        timer.expires_after(period);
        timer.async_wait([&timer, period,
                          work = std::move(work)](const boost::system::error_code& error) mutable {
            if (error)
                return;
            work();
            again(timer, period, std::move(work));
        });
    }

    void on_signal(int signal)
    {
        if (signal == SIGHUP)
            return hangup_work_();
        log::info(logger, "signal ", signal);
        context_.stop();
    }

    boost::asio::io_context context_{1};
    std::function<void()> hangup_work_ = log::reopen_files;
    ProcessSignals signals_;
    std::list<boost::asio::steady_timer> timers_;
};

std::unique_ptr<AdminSocket> open_node_socket(Control& control, const Config& config,
                                              Credentials& credentials, DmqNode& node,
                                              PluginRegistry& plugins,
                                              const CommandLine& command_line)
{
    AdminCommands commands;
    add_credentials_commands(commands, credentials);
    add_node_commands(commands, node);
    add_reload_command(commands, plugins, command_line);
    return std::make_unique<AdminSocket>(
        control.context(), config.server.unix_socket_path, std::move(commands),
        config.server.unix_socket_mode.value_or(default_admin_mode));
}

std::unique_ptr<AdminSocket> open_application_socket(Control& control, const Config& config)
{
    if (config.unix_socket.path.empty())
        return nullptr;
    AdminCommands commands;
    add_application_commands(commands, log::reopen_file, version_line());
    return std::make_unique<AdminSocket>(control.context(), config.unix_socket.path,
                                         std::move(commands),
                                         config.unix_socket.mode.value_or(default_admin_mode));
}

/// That the node serves, from time to time that it is alive, and that it opens its files anew.
void tell_service_manager(Control& control, const ServiceNotifier& notifier, DmqNode& node)
{
    control.on_hangup([&notifier] {
        notifier.send(reloading_state());
        log::reopen_files();
        notifier.ready();
    });
    if (const auto period = watchdog_period()) {
        control.every(*period, [&notifier, &node] {
            if (node.responsive())
                notifier.watchdog();
        });
    }
    notifier.ready();
}

std::string title_of(const Config& config, const DmqNode& node)
{
    return "dmqnode " + version() + "   " + config.server.address + ':' +
        std::to_string(node.legacy_port()) + ", neo " + std::to_string(node.neo_port());
}

/// Runs until a signal says so; the console lives as long.
void display_until_stopped(Control& control, const Config& config, DmqNode& node)
{
    const Console console(control.context(), console_mode(config.stats.console_stats_enabled),
                          title_of(config, node),
                          [&node] { return node.snapshot(DmqNode::MaxActive::leave); });
    control.run();
}

/// The order is that of architecture §5.9: what can fail without touching data comes first.
ExitStatus run_node(const Config& config, const CommandLine& command_line)
{
    std::optional<PidLock> pid_lock;
    if (!config.pid_lock_path.empty())
        pid_lock.emplace(config.pid_lock_path);
    log::configure(log_settings(config));
    log::info(version_logger, version_log_line());
    set_cpu_affinity(config.server.cpu);
    Control control;
    PluginRegistry plugins;
    load_configured_plugins(plugins, config.plugins);
    Credentials credentials(credentials_path);
    const ServiceNotifier notifier;
    DmqNode node(config, plugins, credentials, [&notifier](const StorageProgress& progress) {
        report_progress(notifier, progress);
    });
    const auto application_socket = open_application_socket(control, config);
    const auto node_socket = open_node_socket(control, config, credentials, node, plugins,
                                              command_line);
    // before any request is served: all of them count
    const StatsLog stats_log(control.context(), config.stats_log,
                             [&node] { return node.snapshot(DmqNode::MaxActive::take); });
    node.start();
    tell_service_manager(control, notifier, node);
    control.every(std::chrono::milliseconds(config.overflow.write_index_ms),
                  [&node] { node.commit(); });
    control.every(log_period, [] {
        log::flush_files();
        log::report_left_out();
    });
    display_until_stopped(control, config, node);
    notifier.stopping();
    node_socket->stop();
    const bool saved = node.stop();
    log::report_left_out(true);
    return saved ? ExitStatus::ok : ExitStatus::failed;
}

ExitStatus run_with_config(const CommandLine& command_line)
{
    const auto config = read_config(command_line);
    if (!config)
        return ExitStatus::failed;
    switch (command_line.action) {
    case Action::check_config:
        return check(*config);
    case Action::list_plugins:
        return print_plugins(*config);
    default:
        return run_node(*config, command_line);
    }
}

ExitStatus print(std::string_view text)
{
    std::cout << text << std::flush;
    return std::cout ? ExitStatus::ok : ExitStatus::failed;
}

ExitStatus dispatch(const CommandLine& command_line)
{
    switch (command_line.action) {
    case Action::help:
        return print(help_text());
    case Action::version:
        return print(version_line() + '\n');
    case Action::build_info:
        return print(build_info_text());
    case Action::generate_credentials:
        return print(make_credentials_line(command_line.credentials_name));
    case Action::run:
    case Action::check_config:
    case Action::list_plugins:
        break;
    }
    return run_with_config(command_line);
}

} // namespace

ExitStatus run_application(const CommandLine& command_line) noexcept
{
    std::signal(SIGPIPE, SIG_IGN);
    crash::install("dmqnode");
    try {
        return dispatch(command_line);
    } catch (const ConfigFileUnreadable& error) {
        complain(error.what());
        return ExitStatus::config_unreadable;
    } catch (const std::exception& error) {
        complain(error.what());
        return ExitStatus::failed;
    }
}

} // namespace dmq::node_app
