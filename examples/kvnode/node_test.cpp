// SPDX-License-Identifier: BSL-1.0
// The whole node with its plugin, and its client over a socket.
#include "client.hpp"
#include "node.hpp"

#include <gmock/gmock.h>

#include <array>
#include <memory>
#include <string>
#include <support/wire.hpp>
#include <thread>

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

TEST_F(NodeTest, ClientSaysThatTheNodeIsGone)
{
    auto node = std::make_unique<Node>(0, KVNODE_PLUGIN_DIRECTORY);
    Client client(node->port());
    client.put("key", "value");
    const auto port = node->port();
    node.reset();
    EXPECT_THROW(client.get("key"), std::exception);
    EXPECT_THROW(Client{port}, std::exception);
}

/// Somebody who listens, and gives one client an answer, byte by byte, whatever it asks.
class Impostor {
public:
    explicit Impostor(std::string answer)
        : thread_([this, answer = std::move(answer)] {
              auto peer = listening_.accept();
              peer.set_option(boost::asio::ip::tcp::no_delay(true));
              for (const char& byte : answer)
                  boost::asio::write(peer, boost::asio::buffer(&byte, 1));
              peer.shutdown(boost::asio::ip::tcp::socket::shutdown_send);
              boost::system::error_code until_it_leaves;
              for (std::array<char, 64> asked{}; !until_it_leaves;)
                  peer.read_some(boost::asio::buffer(asked), until_it_leaves);
          })
    {
    }
    ~Impostor() { thread_.join(); }
    std::uint16_t port() const { return listening_.local_endpoint().port(); }

private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor listening_{context_,
                                              {boost::asio::ip::address_v4::loopback(), 0}};
    std::thread thread_;
};

/// What a get() returns, or throws, if it is answered with this.
std::string got(const std::string& answer)
{
    Impostor node(answer);
    Client client(node.port());
    try {
        return client.get("key").value_or("nothing");
    } catch (const std::exception& error) {
        return error.what();
    }
}

TEST(Client, WaitsForAllOfAnAnswer)
{
    using namespace dmq::support;
    EXPECT_EQ(got(st(200) + arr("a value")), "a value");
    EXPECT_EQ(got(st(404)), "nothing");
}

TEST(Client, RefusesWhatIsNoAnswer)
{
    using namespace dmq::support;
    EXPECT_THAT(got(st(200) + u64(7) + "a val"), testing::StartsWith("read: End of file"));
    EXPECT_THAT(got(""), testing::StartsWith("read: End of file"));
    EXPECT_EQ(got(st(500)), "the node answers with status 500");
    EXPECT_EQ(got(st(200) + u64(1ULL << 60)), "the node announces 1152921504606846976 bytes");
}

TEST(Node, SaysWhichPluginIsMissing)
{
    EXPECT_THAT([] { Node node(0, "/nowhere"); },
                testing::ThrowsMessage<std::runtime_error>(
                    testing::StartsWith("plugin /nowhere/kv.so: no such file")));
}

} // namespace
} // namespace kvnode
