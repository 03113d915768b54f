// SPDX-License-Identifier: BSL-1.0
// Listening: addresses, limits, descriptors that run out, how connections spread over loops.
#include "fixtures/node_fixture.hpp"
#include "support/temp_dir.hpp"

#include <dmq/node/log_config.hpp>

#include <gmock/gmock.h>

#include <cerrno>
#include <fcntl.h>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace dmq {
namespace {

using support::Client;
using support::eventually;
using support::TestCommand;
using support::TestNode;
using testing::ElementsAre;

struct Place {
    std::uint64_t handler = 0;
    std::uint64_t thread = 0;
};

class ListenTest : public support::NodeTest {
protected:
    static Place where(const Client& client)
    {
        client.send(command(TestCommand::where));
        const std::string answer = client.receive(16);
        if (answer.size() != 16)
            throw std::runtime_error("not served");
        return {load<std::uint64_t>(bytes_of(answer).data()),
                load<std::uint64_t>(bytes_of(answer).data() + 8)};
    }
    std::string refusal()
    {
        try {
            start();
        } catch (const std::runtime_error& error) {
            node_.reset();
            return error.what();
        }
        return "not refused";
    }
};

TEST_F(ListenTest, TellsWhereItListens)
{
    listen_.address = "127.0.0.2";
    const TestNode& node = start();
    EXPECT_EQ(node.address(), "127.0.0.2");
    EXPECT_GT(node.port(), 0);
    EXPECT_EQ(node.port(), node.port_of<0>());
    EXPECT_EQ(node.channel_size_limit(), 1000U);
    EXPECT_EQ(node.open_connections(), 0U);
    EXPECT_THROW(connect(), std::runtime_error) << "it is not at 127.0.0.1";
}

TEST_F(ListenTest, RefusesAPortInUse)
{
    const std::uint16_t port = start().port();
    TestNode::Listeners same{listen_};
    same[0].port = port;
    try {
        TestNode second(options_, same, services(), registry_);
        second.start();
        FAIL() << "not refused";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(),
                  "cannot listen for legacy connections on 127.0.0.1:" + std::to_string(port) +
                      ": Address already in use");
    }
}

TEST_F(ListenTest, RefusesAddressesThatAreNoIPv4)
{
    for (const char* address : {"", "localhost", "::1", "1.2.3", "1.2.3.256", "*"}) {
        listen_.address = address;
        EXPECT_EQ(refusal(),
                  std::string("cannot listen for legacy connections on ") + address +
                      ":0: not an IPv4 address");
    }
}

TEST_F(ListenTest, RefusesAddressesOfOthers)
{
    listen_.address = "192.0.2.1";
    EXPECT_EQ(refusal(),
              "cannot listen for legacy connections on 192.0.2.1:0: Cannot assign requested "
              "address");
}

TEST_F(ListenTest, CountsConnections)
{
    start();
    const Client first = connect();
    ASSERT_TRUE(alive(first));
    {
        const Client second = connect();
        ASSERT_TRUE(alive(second));
        EXPECT_EQ(node_->open_connections(), 2U);
        EXPECT_EQ(node_->connections_of<0>(), 2U);
    }
    EXPECT_TRUE(eventually([&] { return node_->open_connections() == 1; }));
}

TEST_F(ListenTest, ClosesConnectionsBeyondTheLimit)
{
    listen_.connection_limit = 2;
    start();
    auto first = std::make_unique<Client>(connect());
    const Client second = connect();
    ASSERT_TRUE(alive(*first));
    ASSERT_TRUE(alive(second));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(connect().receive_rest(), "");
    EXPECT_TRUE(alive(*first));
    first.reset();
    ASSERT_TRUE(eventually([&] { return node_->open_connections() == 1; }));
    EXPECT_TRUE(alive(connect()));
}

TEST_F(ListenTest, ALimitOfZeroIsNone)
{
    listen_.connection_limit = 0;
    start();
    std::vector<Client> clients;
    for (int i = 0; i < 50; ++i)
        clients.push_back(connect());
    for (const Client& client : clients)
        EXPECT_TRUE(alive(client));
}

TEST_F(ListenTest, ReusesConnectionObjects)
{
    start();
    std::set<std::uint64_t> handlers;
    for (int i = 0; i < 5; ++i) {
        {
            const Client client = connect();
            handlers.insert(where(client).handler);
        }
        ASSERT_TRUE(eventually([&] { return node_->open_connections() == 0; }));
    }
    EXPECT_EQ(handlers.size(), 1U);
}

TEST_F(ListenTest, SpreadsConnectionsOverTheLoops)
{
    options_.threads = 4;
    start();
    std::vector<Client> clients;
    std::map<std::uint64_t, int> of_thread;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(connect());
        ++of_thread[where(clients.back()).thread];
    }
    EXPECT_THAT(of_thread,
                ElementsAre(testing::Pair(testing::_, 3), testing::Pair(testing::_, 3),
                            testing::Pair(testing::_, 3), testing::Pair(testing::_, 3)));
}

TEST_F(ListenTest, ConnectionsMayComeWhileTheLoopsStart)
{
    options_.threads = 4;
    for (int round = 0; round < 10; ++round) {
        node_ = std::make_unique<TestNode>(options_, TestNode::Listeners{listen_}, services(),
                                           registry_);
        std::thread early([&] {
            const auto connected = [&] {
                try {
                    return alive(connect());
                } catch (const std::runtime_error&) {
                    return false; // does not listen yet
                }
            };
            EXPECT_TRUE(eventually(connected));
        });
        node_->start();
        early.join();
        stop();
    }
}

/// Takes all descriptors that are left.
class Scarcity {
public:
    Scarcity()
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit low = before_;
        low.rlim_cur = 256;
        ::setrlimit(RLIMIT_NOFILE, &low);
        for (int fd = ::dup(0); fd >= 0; fd = ::dup(0))
            taken_.push_back(fd);
        reason_ = errno;
    }
    ~Scarcity()
    {
        for (const int fd : taken_)
            ::close(fd);
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }
    bool complete() const { return reason_ == EMFILE; }

private:
    rlimit before_{};
    std::vector<int> taken_;
    int reason_ = 0;
};

TEST_F(ListenTest, GoesOnWhenDescriptorsAreFreeAgain)
{
    const test::TempDir directory;
    log::LoggerSettings settings;
    settings.file = directory / "log";
    log::configure({settings});
    const int log_file = ::open(settings.file.c_str(), O_RDONLY | O_CLOEXEC);
    start();
    const Client before = connect();
    ASSERT_TRUE(alive(before));
    const Client waiting;
    log::warn("test", "sanitizers look at new types by descriptors: they have seen these now");
    {
        const Scarcity scarcity;
        ASSERT_TRUE(scarcity.complete());
        waiting.connect(node_->port());
        std::string text(1000, '\0');
        EXPECT_TRUE(eventually([&] {
            return ::pread(log_file, text.data(), text.size(), 0) > 0 &&
                text.find("Warn [listener.legacy] - cannot accept: Too many open files") !=
                std::string::npos;
        }));
        EXPECT_TRUE(alive(before));
    }
    EXPECT_TRUE(alive(waiting));
    ::close(log_file);
    log::configure({});
}

} // namespace
} // namespace dmq
