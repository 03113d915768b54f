// SPDX-License-Identifier: BSL-1.0
// What the program tells a service manager that listens.
#include "node_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dmq::test {
namespace {

using testing::StartsWith;

/// Listens where the environment says, as systemd does for units of Type=notify.
class Manager {
public:
    explicit Manager(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot bind " + path);
        ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }
    ~Manager()
    {
        ::unsetenv("NOTIFY_SOCKET");
        ::unsetenv("WATCHDOG_USEC");
        ::close(socket_);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    /// Waits for the next state that is not one of the watchdog or free text.
    std::string next() const
    {
        for (;;) {
            const std::string state = any();
            if (state != "WATCHDOG=1" && !state.starts_with("STATUS="))
                return state;
        }
    }
    std::string any() const
    {
        std::array<char, 1024> text;
        const ssize_t size = ::recv(socket_, text.data(), text.size(), 0);
        return {text.data(), static_cast<std::size_t>(size < 0 ? 0 : size)};
    }

private:
    int socket_;
};

class Service : public testing::Test {
protected:
    NodeDirectory directory;
    Manager manager{directory / "notify"};
};

TEST_F(Service, IsReadyWhenItServesReloadsAndStops)
{
    NodeProcess node(directory, {"-c", "etc/config.ini"});
    EXPECT_EQ(manager.next(), "READY=1");
    EXPECT_NE(node.wait_for_port(), 0);
    node.signal(SIGHUP);
    EXPECT_THAT(manager.next(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
    EXPECT_EQ(manager.next(), "READY=1");
    node.signal(SIGTERM);
    EXPECT_EQ(manager.next(), "STOPPING=1");
    EXPECT_EQ(node.wait(), 0);
}

TEST_F(Service, ShowsTheWatchdogThatItIsAlive)
{
    ::setenv("WATCHDOG_USEC", "20000", 1);
    NodeProcess node(directory, {"-c", "etc/config.ini"});
    EXPECT_EQ(manager.next(), "READY=1");
    for (int i = 0; i < 3;)
        i += manager.any() == "WATCHDOG=1" ? 1 : 0;
    node.signal(SIGTERM);
    EXPECT_EQ(manager.next(), "STOPPING=1");
    EXPECT_EQ(node.wait(), 0);
}

} // namespace
} // namespace dmq::test
