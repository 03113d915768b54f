// SPDX-License-Identifier: BSL-1.0
// The DMQ node: one storage plugin, the request plugins, and the network side, wired together.
#pragma once

#include "config.hpp"
#include "credentials.hpp"
#include "stats/node_snapshot.hpp"

#include <dmq/node/channels.hpp>
#include <dmq/node/legacy_connection_handler.hpp>
#include <dmq/node/neo_connection_handler.hpp>
#include <dmq/node/node_base.hpp>
#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/storage.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace dmq::node_app {

/// Built, started and stopped by one thread. The order of these steps is what keeps data safe:
/// architecture §5.8, §5.9.
class DmqNode {
public:
    /// Told how far the storage is when it loads or saves for long.
    using Progress = std::function<void(const StorageProgress&)>;

    /// Opens the storage and binds the sockets; no file of the data directory is changed. The
    /// references must outlive the node. Throws std::runtime_error with what is wrong.
    DmqNode(const Config& config, const PluginRegistry& plugins, const Credentials& credentials,
            Progress progress = {});

    /// Restores what the storage holds, serves, and only then lets the storage delete dumps. Throws
    /// std::exception; the data directory is unchanged then.
    void start();
    /// Lets the storage secure what it has ([Overflow] write_index_ms); not on an event loop.
    void commit() noexcept { storage_->commit(); }
    /// Ends all connections, then saves everything. Returns whether all was saved. Once.
    bool stop();

    std::uint16_t legacy_port() const { return node_.port_of<0>(); }
    std::uint16_t neo_port() const { return node_.port_of<1>(); }
    Channels& channels() noexcept { return channels_; }
    /// Of both protocols.
    std::uint64_t open_connections() const noexcept { return node_.open_connections(); }
    const PluginRegistry& plugins() const noexcept { return plugins_; }

    /// How the maxima of active requests in a snapshot come about.
    enum class MaxActive : std::uint8_t {
        leave, // what is active now
        take, // the most since they were last taken
    };
    /// All that is counted, and what all channels hold. Any thread, one at a time.
    NodeSnapshot snapshot(MaxActive max_active);
    /// Whether all event loops have come round within seconds. Not on a loop.
    bool responsive()
    {
        return node_.visit_connections([](const ConnectionHandler&) {});
    }
    /// All connections; those of a loop that is busy for seconds are missing. Not on a loop.
    std::vector<ConnectionInfo> connections();
    /// Closes the connection with this number now. Returns whether there was one. Not on a loop.
    bool drop_connection(std::uint64_t number);

private:
    void add_request(NodeSnapshot& to, const PluginRegistry::Request& request,
                     MaxActive max_active);

    using Node = NodeBase<legacy::ConnectionHandler, neo::ConnectionHandler>;

    const Config& config_;
    const PluginRegistry& plugins_;
    std::unique_ptr<IStorageChannels> storage_;
    Channels channels_;
    Node node_;
};

} // namespace dmq::node_app
