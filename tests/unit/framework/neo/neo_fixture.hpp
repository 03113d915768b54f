// SPDX-License-Identifier: BSL-1.0
// A node for neo clients in the test's process, and a client that speaks the protocol step by step.
#pragma once

#include "fixtures/fake_storage.hpp"
#include "neo/neo_session.hpp"
#include "neo/neo_test_requests.hpp"
#include "support/socket_io_kind.hpp"

#include <dmq/node/channels.hpp>
#include <dmq/node/neo_connection_handler.hpp>
#include <dmq/node/node_base.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dmq::neo::test {

/// The first message of a request that the node knows.
inline std::string request(std::uint64_t id, TestCode code, std::string_view arguments = {})
{
    return message(id, start_of(static_cast<std::uint8_t>(code), test_version, arguments));
}

using NodeForNeo = NodeBase<neo::ConnectionHandler>;

class NeoTest : public testing::Test {
protected:
    NeoTest()
    {
        options_.loops.socket_io = support::socket_io_kind();
        options_.shutdown_timeout = std::chrono::minutes(10);
        options_.neo.login_timeout = std::chrono::minutes(10);
        options_.neo.login_idle_timeout = std::chrono::minutes(10);
        options_.neo.key_of = [](std::string_view name, Key& key) {
            key = key_of_test();
            return name == "test";
        };
        registry_.add(test_plugin, "test");
    }
    ~NeoTest() override
    {
        if (node_)
            node_->stop();
        EXPECT_EQ(living, 0) << "all requests have ended";
        bell.reset();
        told_gone = 0;
    }

    NodeForNeo& start()
    {
        node_ = std::make_unique<NodeForNeo>(options_, NodeForNeo::Listeners{listen_},
                                             Services().offer<IChannels>(channels_), registry_);
        node_->start();
        return *node_;
    }
    void stop()
    {
        node_->stop();
        node_.reset();
    }
    support::Client connect() const { return support::Client(node_->port()); }
    support::Client logged_in() const { return log_in(node_->port()); }
    /// Whether the connection is logged in and served. No other answer may be under way.
    static bool alive(const support::Client& client)
    {
        return client.send(request(99, TestCode::echo, "alive")) &&
            receive(client) == Message(99, supported) && receive(client) == Message(99, "alive");
    }
    static bool start_request(const support::Client& client, std::uint64_t id, TestCode code,
                              std::string_view arguments = {})
    {
        return client.send(request(id, code, arguments)) &&
            receive(client) == Message(id, supported);
    }

    NodeOptions options_;
    ListenOptions listen_{"neo", "127.0.0.1", 0};
    support::FakeStorage storage_;
    Channels channels_{storage_, [](std::string_view) { return std::uint64_t{1} << 30; }};
    PluginRegistry registry_;
    std::unique_ptr<NodeForNeo> node_;
};

} // namespace dmq::neo::test
