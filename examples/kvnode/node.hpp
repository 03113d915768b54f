// SPDX-License-Identifier: BSL-1.0
// The node: a store, the plugins, one protocol.
#pragma once

#include "store.hpp"

#include <dmq/node/crash_report.hpp>
#include <dmq/node/legacy_connection_handler.hpp>
#include <dmq/node/node_base.hpp>
#include <dmq/node/plugin_loader.hpp>

#include <cstdint>
#include <string>

namespace kvnode {

/// Serves from construction to destruction. One thread builds and destroys it.
class Node {
public:
    /// Loads kv.so from the directory; port 0: any. Throws std::runtime_error with what is wrong.
    Node(std::uint16_t port, const std::string& plugin_directory)
        : plugins_(load(plugin_directory)),
          node_({}, {dmq::ListenOptions{"kv", "127.0.0.1", port}},
                dmq::Services().offer<IStore>(store_), plugins_)
    {
        node_.start();
    }
    ~Node() { node_.stop(); }

    std::uint16_t port() const { return node_.port(); }

private:
    static dmq::PluginRegistry load(const std::string& directory)
    {
        dmq::PluginRegistry plugins;
        dmq::load_plugins(plugins, directory, {"kv"});
        dmq::crash::name_plugins(plugins);
        return plugins;
    }

    MemoryStore store_;
    dmq::PluginRegistry plugins_;
    dmq::NodeBase<dmq::legacy::ConnectionHandler> node_;
};

} // namespace kvnode
