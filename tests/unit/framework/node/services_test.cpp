// SPDX-License-Identifier: BSL-1.0
// Nodes that are no message queues: services of their own, no channels, a protocol of their own.
#include "fixtures/client.hpp"
#include "fixtures/log_file.hpp"
#include "support/plugin_descriptor.hpp"
#include "support/wire.hpp"

#include <dmq/node/legacy_connection_handler.hpp>
#include <dmq/node/node_base.hpp>
#include <dmq/protocol/legacy.hpp>

#include <gmock/gmock.h>

#include <atomic>
#include <stdexcept>

namespace dmq {
namespace {

using support::Client;
using support::cmd;
using support::st;

class ICounter {
public:
    static constexpr std::string_view service_name = "test.counter.1";
    virtual ~ICounter() = default;
    virtual std::int32_t next() = 0;
};
class Other {
public:
    virtual ~Other() = default;
    int unrelated = 0;
};
/// ICounter is not its first base: the address differs.
class Counter final : public Other, public ICounter {
public:
    std::int32_t next() override { return ++count_; }

private:
    std::atomic<std::int32_t> count_ = 0;
};

class Next final : public legacy::IRequest {
public:
    Task<> handle(IByteReader&, IByteWriter& out, IRequestContext& context) override
    {
        legacy::write_integer(out, service<ICounter>(context).next());
        co_return;
    }
};
class AskForChannels final : public legacy::IRequest {
public:
    Task<> handle(IByteReader&, IByteWriter&, IRequestContext& context) override
    {
        context.channels().remove("x");
        co_return;
    }
};

void register_requests(IPluginRegistrar& to)
{
    to.add_request<Next>({Protocol::legacy, 1}, "Next");
    to.add_request<AskForChannels>({Protocol::legacy, 2}, "AskForChannels");
}

TEST(Services, AreFoundByName)
{
    Counter counter;
    Services services;
    EXPECT_EQ(services.find(ICounter::service_name), nullptr);
    services.offer<ICounter>(counter);
    EXPECT_EQ(services.find("test.counter.1"), static_cast<ICounter*>(&counter));
    EXPECT_EQ(services.find("test.counter.2"), nullptr);
}

TEST(Services, HaveOneObjectEach)
{
    Counter counter;
    Services services;
    services.offer<ICounter>(counter);
    EXPECT_THROW(services.offer<ICounter>(counter), std::logic_error);
}

class NodeWithoutChannels : public testing::Test {
protected:
    using Node = NodeBase<legacy::ConnectionHandler>;

    NodeWithoutChannels()
    {
        const PluginDescriptor plugin = support::plugin_descriptor<register_requests>("mine");
        registry_.add(plugin, "test");
        node_ = std::make_unique<Node>(NodeOptions(),
                                       Node::Listeners{ListenOptions{"test", "127.0.0.1"}},
                                       Services().offer<ICounter>(counter_), registry_);
        node_->start();
    }
    ~NodeWithoutChannels() override { node_->stop(); }

    support::LogFile log_;
    Counter counter_;
    PluginRegistry registry_;
    std::unique_ptr<Node> node_;
};

TEST_F(NodeWithoutChannels, ServesRequestsWithItsOwnService)
{
    const Client client(node_->port());
    ASSERT_TRUE(client.send(cmd(1) + cmd(1)));
    EXPECT_EQ(client.receive(8), st(1) + st(2));
}

TEST_F(NodeWithoutChannels, EndsARequestThatWantsChannelsWithOneLine)
{
    const Client client(node_->port());
    ASSERT_TRUE(client.send(cmd(2)));
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_THAT(log_.text(),
                testing::HasSubstr(": request AskForChannels of plugin mine threw: this node "
                                   "offers no dmq.channels.1; connection closed"));
}

/// A protocol of one line: answers each byte with the next one.
class NextByteHandler final : public ConnectionHandler {
public:
    using ConnectionHandler::ConnectionHandler;

private:
    Task<> serve() override
    {
        for (;;) {
            const auto byte = co_await read(reader(), legacy::IntegerCodec<char>());
            if (byte == '!')
                throw std::runtime_error("of its own");
            legacy::write_integer(writer(), static_cast<char>(byte + 1));
        }
    }
    std::string_view activity() const noexcept override { return "counting"; }
};

TEST(NodeBase, ServesAProtocolOfItsOwn)
{
    const support::LogFile log;
    const PluginRegistry none;
    using Node = NodeBase<NextByteHandler>;
    Node node(NodeOptions(), Node::Listeners{ListenOptions{"test", "127.0.0.1"}}, Services(), none);
    node.start();
    const Client client(node.port());
    ASSERT_TRUE(client.send("abc!"));
    EXPECT_EQ(client.receive_rest(), "bcd");
    node.stop();
    EXPECT_TRUE(log.has(" counting: of its own; connection closed")) << log.text();
}

} // namespace
} // namespace dmq
