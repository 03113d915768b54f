// SPDX-License-Identifier: BSL-1.0
// A whole node in the test's process: all plugins, real sockets on free ports, its own directory.
#pragma once

#include "config.hpp"
#include "credentials.hpp"
#include "dmq_node.hpp"
#include "support/temp_dir.hpp"
#include "test_credentials.hpp"

#include <dmq/client/legacy_connection.hpp>
#include <dmq/node/plugin_loader.hpp>
#include <dmq/node/plugin_registry.hpp>
#include <dmq/node/static_plugins.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace dmq::test {

/// The configuration that a file with the required keys only gives, on free ports.
inline node_app::Config default_config()
{
    node_app::Diagnostics diagnostics;
    const auto file = node_app::ConfigFile::parse("[Server]\n"
                                                  "address = 127.0.0.1\n"
                                                  "port = 0\n"
                                                  "neoport = 0\n"
                                                  "unix_socket_path = unused\n"
                                                  "channel_size_limit = 1\n",
                                                  "test", diagnostics);
    return node_app::make_config(file, node_app::Parsing::strict, diagnostics);
}

/// All plugins of the node, loaded once for the process.
inline const PluginRegistry& all_plugins()
{
    static const PluginRegistry* const registry = [] {
        auto* loaded = new PluginRegistry;
        load_plugins(*loaded, DMQ_PLUGIN_DIR, default_config().plugins.load, static_plugins());
        return loaded;
    }();
    return *registry;
}

/// Started by start(), stopped by stop() or the destructor; may be started again on its data.
class TestNode {
public:
    explicit TestNode(std::uint32_t threads, std::uint64_t channel_size = 64 << 20,
                      std::uint64_t max_overflow_bytes = unlimited)
        : config_(default_config()),
          credentials_(directory_.write("credentials", test_credentials()))
    {
        config_.server.channel_size_limit = channel_size;
        config_.server.data_dir = directory_ / "data";
        config_.server.threads = threads;
        config_.overflow.max_overflow_bytes = max_overflow_bytes;
        start();
    }
    ~TestNode()
    {
        if (node_)
            stop();
    }

    void start()
    {
        node_.emplace(config_, all_plugins(), credentials_);
        node_->start();
    }
    /// Whether everything was saved.
    bool stop()
    {
        const bool saved = node_->stop();
        node_.reset();
        return saved;
    }
    bool restart()
    {
        const bool saved = stop();
        start();
        return saved;
    }

    node_app::DmqNode& node() { return *node_; }
    std::uint64_t open_connections() const { return node_->open_connections(); }
    node_app::Config& config() noexcept { return config_; }
    const TempDir& directory() const noexcept { return directory_; }

    client::LegacyConnection connect() const
    {
        return client::LegacyConnection({"127.0.0.1", node_->legacy_port()});
    }
    /// The channel has a subscriber from now on, whose consumer has left, as the node knows: it
    /// might take the next records along.
    void subscribe(std::string_view channel) const
    {
        auto control = connect();
        const auto connections = control.get_num_connections().value.count;
        connect().consume(channel).wait_accepted();
        while (control.get_num_connections().value.count > connections) { }
    }

private:
    TempDir directory_;
    node_app::Config config_;
    node_app::Credentials credentials_;
    std::optional<node_app::DmqNode> node_;
};

} // namespace dmq::test
