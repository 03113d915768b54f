// SPDX-License-Identifier: BSL-1.0
// What arrives at the service manager's socket.
#include "service_notifier.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

/// The other side: a datagram socket with this address, as in NOTIFY_SOCKET.
class Manager {
public:
    explicit Manager(std::string address) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0))
    {
        if (address[0] == '@')
            address[0] = '\0';
        sockaddr_un own{};
        own.sun_family = AF_UNIX;
        std::memcpy(own.sun_path, address.data(), address.size());
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
        bound_ = ::bind(socket_, reinterpret_cast<const sockaddr*>(&own), size) == 0;
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;
    ~Manager() { ::close(socket_); }

    bool bound() const { return bound_; }
    /// The next datagram; empty if there is none.
    std::string received() const
    {
        std::array<char, 1000> buffer{};
        const auto got = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        return got < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(got));
    }

private:
    int socket_;
    bool bound_ = false;
};

class ServiceNotifierTest : public testing::Test {
protected:
    ~ServiceNotifierTest() override { ::unsetenv("NOTIFY_SOCKET"); }

    test::TempDir directory_;
    const std::string path_ = directory_ / "notify";
};

TEST_F(ServiceNotifierTest, SaysEachThingInADatagramOfItsOwn)
{
    const Manager manager(path_);
    ASSERT_TRUE(manager.bound());
    const ServiceNotifier notifier(path_);
    EXPECT_TRUE(notifier.enabled());
    notifier.ready();
    notifier.stopping();
    notifier.watchdog();
    notifier.status("loading: 5 %");
    notifier.extend_timeout(std::chrono::seconds(30));
    EXPECT_EQ(manager.received(), "READY=1");
    EXPECT_EQ(manager.received(), "STOPPING=1");
    EXPECT_EQ(manager.received(), "WATCHDOG=1");
    EXPECT_EQ(manager.received(), "STATUS=loading: 5 %");
    EXPECT_EQ(manager.received(), "EXTEND_TIMEOUT_USEC=30000000");
    EXPECT_EQ(manager.received(), "");
}

TEST_F(ServiceNotifierTest, AStatusCannotSmuggleInAnotherAssignment)
{
    const Manager manager(path_);
    ServiceNotifier(path_).status("a\nREADY=1");
    EXPECT_EQ(manager.received(), "STATUS=a READY=1");
}

TEST_F(ServiceNotifierTest, KnowsAbstractNames)
{
    const std::string name = "@dmqnode-test-" + std::to_string(::getpid());
    const Manager manager(name);
    ASSERT_TRUE(manager.bound());
    EXPECT_TRUE(ServiceNotifier(name).send("READY=1"));
    EXPECT_EQ(manager.received(), "READY=1");
}

TEST_F(ServiceNotifierTest, TakesTheAddressFromTheEnvironment)
{
    EXPECT_FALSE(ServiceNotifier().enabled());
    const Manager manager(path_);
    ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    ServiceNotifier().ready();
    EXPECT_EQ(manager.received(), "READY=1");
}

TEST_F(ServiceNotifierTest, SaysNothingWhereNobodyCanListen)
{
    for (const std::string& address :
         {std::string(), std::string("@"), std::string("relative"), '/' + std::string(200, 'x')}) {
        const ServiceNotifier notifier(address);
        EXPECT_FALSE(notifier.enabled()) << address;
        EXPECT_FALSE(notifier.send("READY=1"));
        notifier.status("x");
        notifier.extend_timeout(std::chrono::seconds(1));
    }
}

TEST_F(ServiceNotifierTest, AManagerThatHasGoneIsNoError)
{
    const ServiceNotifier notifier(path_);
    EXPECT_FALSE(notifier.send("READY=1"));
    notifier.ready();
}

} // namespace
} // namespace dmq::node_app
