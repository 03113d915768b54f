// SPDX-License-Identifier: BSL-1.0
// A node: event loops, a listener with its connections for each protocol, a clean way to stop.
#pragma once

#include <dmq/node/connection_handler.hpp>
#include <dmq/node/event_loop.hpp>
#include <dmq/node/node_core.hpp>
#include <dmq/node/plugin_registry.hpp>
#include <dmq/node/select_listener.hpp>
#include <dmq/node/services.hpp>
#include <dmq/plugin/request.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <semaphore>
#include <tuple>
#include <utility>

namespace dmq {

/// One protocol for each Handler. Built, started and stopped by one thread that is none of the
/// loops; INodeInfo may be asked from any thread. The first protocol's port is the one that
/// requests tell.
template <class... Handlers> class NodeBase : public NodeCore {
public:
    using Listeners = std::array<ListenOptions, sizeof...(Handlers)>;

    /// Binds all sockets; nobody can connect before start(). Throws std::runtime_error with
    /// address, port and reason. `requests` and what `services` offers must outlive the node.
    NodeBase(const NodeOptions& options, const Listeners& listeners, Services services,
             const PluginRegistry& requests)
        : NodeCore(options, requests.requests().size()),
          services_(std::move(services)),
          shared_{services_, *this, requests, stats(), this->options().neo},
          listeners_(make_listeners(listeners, std::index_sequence_for<Handlers...>())),
          address_(listeners.front().address)
    {
    }
    ~NodeBase() override { stop_loops(); }

    /// Runs the loops and accepts connections. Throws std::exception.
    void start()
    {
        for_each_listener([](auto& listener) { listener->listen(); });
        start_loops();
    }

    /// Accepts no more, lets requests end, sends what is pending for at most the shutdown time-out,
    /// then closes what is left. When it returns no loop runs and no record is lent any more. Once.
    void stop()
    {
        on_first_loop([this] { for_each_listener([](auto& listener) { listener->close(); }); });
        for_each_connection([](ConnectionHandler& handler) { handler.stop(); });
        if (!wait_for_connections(options().shutdown_timeout)) {
            for_each_connection([](ConnectionHandler& handler) { handler.abort(); });
            wait_for_connections(abort_timeout);
        }
        stop_loops();
    }

    template <std::size_t Index> std::uint16_t port_of() const
    {
        return std::get<Index>(listeners_)->port();
    }
    template <std::size_t Index> std::size_t connections_of() const
    {
        return std::get<Index>(listeners_)->connections();
    }

    /// Calls `visit(ConnectionHandler&)` for every connection, on its loop, where it may end it.
    /// Returns whether all loops have done so in time; those that have not may do so later, so
    /// `visit` owns what it uses. Any thread but the loops'.
    template <class Visit>
    bool visit_connections(Visit visit, std::chrono::milliseconds timeout = visit_timeout)
    {
        const auto rounds = std::make_shared<std::counting_semaphore<>>(0);
        std::size_t expected = 0;
        for_each_listener([&](auto& listener) {
            expected += listener->for_each(visit, [rounds] { rounds->release(); });
        });
        const auto give_up = std::chrono::steady_clock::now() + timeout;
        for (; expected > 0; --expected) {
            if (!rounds->try_acquire_until(give_up))
                return false;
        }
        return true;
    }

    // INodeInfo
    std::string_view address() const noexcept override { return address_; }
    std::uint16_t port() const noexcept override { return port_of<0>(); }
    std::uint64_t open_connections() const noexcept override
    {
        return std::apply([](const auto&... listener) { return (listener->connections() + ...); },
                          listeners_);
    }

private:
    using ListenerTuple = std::tuple<std::unique_ptr<SelectListener<Handlers>>...>;

    template <std::size_t... Index>
    ListenerTuple make_listeners(const Listeners& options, std::index_sequence<Index...>)
    {
        return {std::make_unique<SelectListener<Handlers>>(loops(), shared_, options[Index],
                                                           [this] { connection_ended(); })...};
    }

    template <class Visit> void for_each_listener(Visit visit)
    {
        std::apply([&](auto&... listener) { (visit(listener), ...); }, listeners_);
    }
    template <class Visit> void for_each_connection(Visit visit)
    {
        for_each_listener([&](auto& listener) { listener->for_each(visit, [] {}); });
    }

    const Services services_;
    ConnectionShared shared_;
    ListenerTuple listeners_;
    std::string address_;
};

} // namespace dmq
