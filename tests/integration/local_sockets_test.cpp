// SPDX-License-Identifier: BSL-1.0
// Clients of the same host and a real node: which socket they meet on.
#include "test_node.hpp"

#include <dmq/client/blocking.hpp>
#include <dmq/client/credentials.hpp>
#include <dmq/client/legacy_connection.hpp>

#include <gmock/gmock.h>

#include <string>

namespace dmq::client {
namespace {

using testing::StartsWith;

class LocalSockets : public testing::Test {
protected:
    void restart(const std::string& address, bool local_sockets)
    {
        node_.config().server.address = address;
        node_.config().server.local_sockets = local_sockets;
        node_.restart();
    }
    /// Where a neo client comes from who has pushed a record.
    std::string neo_peer()
    {
        ClientOptions options;
        options.nodes = {{host_, node_.node().neo_port()}};
        options.credentials = parse_credentials(test::test_credentials(), "test");
        options.local_sockets = wanted_;
        BlockingClient client(options);
        EXPECT_FALSE(client.wait_connected());
        EXPECT_FALSE(client.push("ch", "record"));
        return peer();
    }
    std::string legacy_peer()
    {
        Options options;
        options.local_sockets = wanted_;
        LegacyConnection connection({host_, node_.node().legacy_port()}, options);
        EXPECT_EQ(connection.push("ch", "record"), Status::ok);
        return peer();
    }

    test::TestNode node_{1};
    std::string host_ = "127.0.0.1";
    bool wanted_ = true;

private:
    std::string peer()
    {
        const auto connections = node_.node().connections();
        return connections.empty() ? "none" : connections.back().peer;
    }
};

TEST_F(LocalSockets, AreUsedWhereTheNodeHasThem)
{
    EXPECT_THAT(neo_peer(), StartsWith("local:"));
    EXPECT_THAT(legacy_peer(), StartsWith("local:"));
}

TEST_F(LocalSockets, AreFoundByTheHostsName)
{
    host_ = "localhost";
    EXPECT_THAT(neo_peer(), StartsWith("local:"));
    EXPECT_THAT(legacy_peer(), StartsWith("local:"));
}

TEST_F(LocalSockets, AreFoundIfTheNodeServesAllAddresses)
{
    restart("0.0.0.0", true);
    EXPECT_THAT(neo_peer(), StartsWith("local:"));
    EXPECT_THAT(legacy_peer(), StartsWith("local:"));
}

TEST_F(LocalSockets, AreNotUsedUnlessWanted)
{
    wanted_ = false;
    EXPECT_THAT(neo_peer(), StartsWith("127.0.0.1:"));
    EXPECT_THAT(legacy_peer(), StartsWith("127.0.0.1:"));
}

TEST_F(LocalSockets, AreMissedByNobodyWhereTheNodeHasNone)
{
    restart("127.0.0.1", false);
    EXPECT_THAT(neo_peer(), StartsWith("127.0.0.1:"));
    EXPECT_THAT(legacy_peer(), StartsWith("127.0.0.1:"));
}

} // namespace
} // namespace dmq::client
