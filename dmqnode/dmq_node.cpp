// SPDX-License-Identifier: BSL-1.0
// Storage, channels and network side of the node, wired together.
#include "dmq_node.hpp"

#include <dmq/plugin/log.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>

namespace dmq::node_app {
namespace {

constexpr std::string_view logger = "dmqnode.main";

void prepare_data_dir(const std::string& data_dir)
{
    std::error_code error;
    std::filesystem::create_directories(data_dir, error);
    if (error)
        throw std::runtime_error("[Server] data_dir = " + data_dir +
                                 ": cannot create: " + error.message());
    if (::access(data_dir.c_str(), R_OK | W_OK | X_OK) != 0)
        throw std::runtime_error("[Server] data_dir = " + data_dir +
                                 ": not writable: " + std::strerror(errno));
}

StorageSettings storage_settings(const Config& config, DmqNode::Progress progress)
{
    StorageSettings settings;
    settings.data_dir = config.server.data_dir;
    settings.write_index_ms = config.overflow.write_index_ms;
    settings.max_overflow_bytes = config.overflow.max_overflow_bytes;
    settings.overflow_limit = [&config](std::string_view channel) {
        return config.overflow_limit_for(channel);
    };
    settings.progress = std::move(progress);
    const auto options = config.plugins.options.find(config.plugins.storage);
    if (options != config.plugins.options.end())
        settings.options = options->second;
    return settings;
}

std::unique_ptr<IStorageChannels> make_storage(const Config& config, const PluginRegistry& plugins,
                                               DmqNode::Progress progress)
{
    const std::string& name = config.plugins.storage;
    const StorageFactory make = plugins.find_storage(name);
    if (!make)
        throw std::runtime_error(
            "[Plugins] storage = " + name +
            ": no loaded plugin brings it; there is: " + plugins.storage_names());
    prepare_data_dir(config.server.data_dir);
    std::unique_ptr<IStorageChannels> storage;
    try {
        storage = make(storage_settings(config, std::move(progress)));
    } catch (const std::exception&) {
        throw;
    } catch (...) {
        throw std::runtime_error("[Plugins] storage = " + name +
                                 ": its factory threw something that is not a std::exception");
    }
    if (!storage)
        throw std::runtime_error("[Plugins] storage = " + name + ": its factory made nothing");
    return storage;
}

neo::Settings neo_settings(const Config& config, const Credentials& credentials)
{
    neo::Settings settings;
    settings.login_timeout = std::chrono::milliseconds(config.neo.login_timeout_ms);
    settings.login_idle_timeout = std::chrono::milliseconds(config.neo.login_idle_timeout_ms);
    settings.max_logins = config.neo.login_limit;
    settings.max_body = config.neo.message_limit;
    settings.max_requests = config.neo.request_limit;
    settings.redelivery = config.consume.redelivery;
    settings.key_of = [&credentials](std::string_view name, neo::Key& key) {
        const auto found = credentials.key_of(name);
        if (found)
            key = found->bytes;
        return found.has_value();
    };
    return settings;
}

LoopOptions loop_options(const ServerConfig& server)
{
    return {server.io_uring ? SocketIoKind::io_uring : SocketIoKind::epoll,
            std::chrono::microseconds(server.busy_poll_us)};
}

NodeOptions node_options(const Config& config, const Credentials& credentials)
{
    return {config.server.threads, std::chrono::milliseconds(config.server.shutdown_timeout_ms),
            config.server.channel_size_limit, neo_settings(config, credentials),
            loop_options(config.server)};
}

ListenOptions listen_options(const ServerConfig& server, std::string protocol, std::uint16_t port)
{
    return {std::move(protocol),     server.address,      port, static_cast<int>(server.backlog),
            server.connection_limit, server.local_sockets};
}

} // namespace

DmqNode::DmqNode(const Config& config, const PluginRegistry& plugins,
                 const Credentials& credentials, Progress progress)
    : config_(config),
      plugins_(plugins),
      storage_(make_storage(config, plugins, std::move(progress))),
      channels_(*storage_,
                [&config](std::string_view channel) { return config.capacity_for(channel); }),
      node_(node_options(config, credentials),
            {listen_options(config.server, "legacy", config.server.port),
             listen_options(config.server, "neo", config.server.neoport)},
            Services().offer<IChannels>(channels_), plugins)
{
}

void DmqNode::start()
{
    channels_.restore();
    node_.start();
    storage_->started();
    log::info(logger, "serving on ", node_.address(), ", legacy port ", legacy_port(),
              ", neo port ", neo_port(), ", sockets by ", node_.socket_io());
}

NodeSnapshot DmqNode::snapshot(MaxActive max_active)
{
    NodeSnapshot now;
    now.time = std::chrono::steady_clock::now();
    now.process = read_process_stats();
    now.traffic = node_.traffic();
    now.legacy = {node_.connections_of<0>(), config_.server.connection_limit};
    now.neo = {node_.connections_of<1>(), config_.server.connection_limit};
    now.actions = channels_.counters();
    now.lines = log::line_counts();
    for (const auto& [id, request] : plugins_.requests())
        add_request(now, request, max_active);
    channels_.for_each([&now](const IChannel& channel) {
        ChannelSnapshot& added = now.channels.emplace_back();
        added.name = channel.name();
        channel.for_each_queue(
            [&added](std::string_view name, const QueueUsage& usage, std::size_t consumers) {
                added.queues.push_back({std::string(name), usage, consumers});
            });
    });
    return now;
}

void DmqNode::add_request(NodeSnapshot& to, const PluginRegistry::Request& request,
                          MaxActive max_active)
{
    const auto& type = request.type;
    const auto same = [&type](const RequestSnapshot& other) {
        return other.protocol == type.id.protocol && other.name == type.name;
    };
    auto found = std::ranges::find_if(to.requests, same);
    if (found == to.requests.end())
        found = to.requests.insert(
            found, RequestSnapshot{type.id.protocol, std::string(type.name), type.timing, {}, 0});
    const auto counts = node_.stats().requests(request.index);
    found->counts += counts;
    found->max_active += max_active == MaxActive::take
        ? node_.stats().take_max_active(request.index)
        : counts.active;
}

std::vector<ConnectionInfo> DmqNode::connections()
{
    struct Found {
        std::mutex mutex;
        std::vector<ConnectionInfo> connections;
    };
    const auto found = std::make_shared<Found>();
    node_.visit_connections([found](const ConnectionHandler& connection) {
        ConnectionInfo info = connection.info();
        const std::lock_guard lock(found->mutex);
        found->connections.push_back(std::move(info));
    });
    const std::lock_guard lock(found->mutex);
    std::ranges::sort(found->connections, {}, &ConnectionInfo::number);
    return found->connections;
}

bool DmqNode::drop_connection(std::uint64_t number)
{
    const auto found = std::make_shared<std::atomic<bool>>(false);
    node_.visit_connections([found, number](ConnectionHandler& connection) {
        if (connection.number() != number)
            return;
        *found = true;
        connection.abort();
    });
    return *found;
}

bool DmqNode::stop()
{
    log::info(logger, "stopping");
    node_.stop();
    channels_.close();
    const bool saved = storage_->shutdown();
    if (saved)
        log::info(logger, "all records are saved");
    else
        log::error(logger, "not all records could be saved to ", config_.server.data_dir);
    return saved;
}

} // namespace dmq::node_app
