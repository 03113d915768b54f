// SPDX-License-Identifier: BSL-1.0
// The whole node with its plugin, and its client over a socket.
#include "client.hpp"
#include "node.hpp"

#include <gmock/gmock.h>

namespace kvnode {
namespace {

class NodeTest : public testing::Test {
protected:
    Node node_{0, KVNODE_PLUGIN_DIRECTORY};
};

TEST_F(NodeTest, KeepsWhatIsPut)
{
    Client client(node_.port());
    EXPECT_EQ(client.get("key"), std::nullopt);
    client.put("key", "value");
    EXPECT_EQ(client.get("key"), "value");
    client.put("key", "");
    EXPECT_EQ(client.get("key"), "");
}

TEST_F(NodeTest, ForgetsWhatIsRemoved)
{
    Client client(node_.port());
    client.put("key", "value");
    EXPECT_TRUE(client.remove("key"));
    EXPECT_FALSE(client.remove("key"));
    EXPECT_EQ(client.get("key"), std::nullopt);
}

TEST_F(NodeTest, ServesSeveralClients)
{
    Client one(node_.port());
    Client other(node_.port());
    const std::string large(1'000'000, 'x');
    one.put("key", large);
    EXPECT_EQ(other.get("key"), large);
}

TEST(Node, SaysWhichPluginIsMissing)
{
    EXPECT_THAT([] { Node node(0, "/nowhere"); },
                testing::ThrowsMessage<std::runtime_error>(
                    testing::StartsWith("plugin /nowhere/kv.so: no such file")));
}

} // namespace
} // namespace kvnode
