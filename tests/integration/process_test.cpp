// SPDX-License-Identifier: BSL-1.0
// The program as an operator sees it: exit statuses, one line for each mistake, data kept.
#include "node_process.hpp"

#include <dmq/client/legacy_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>

namespace dmq::test {
namespace {

using testing::HasSubstr;

// one record "Hello ch1!" (node-behaviour §7.1)
const std::string dump("\x01\0\0\0\x12\0\0\0\0\0\0\0\x0a\0\0\0\0\0\0\0Hello ch1!", 30);

class Process : public testing::Test {
protected:
    Process()
    {
        std::filesystem::create_directory(directory.path() / "data");
        directory.write("data/ch1.rq", dump);
    }

    /// Starts the node, which must refuse: its output.
    std::string refused(int status)
    {
        NodeProcess node(directory, {"-c", "etc/config.ini"});
        EXPECT_EQ(node.wait(), status) << node.output();
        EXPECT_EQ(directory.read("data/ch1.rq"), dump);
        return node.output();
    }

    NodeDirectory directory;
};

client::LegacyConnection connect(std::uint16_t port)
{
    return client::LegacyConnection({"127.0.0.1", port});
}

TEST_F(Process, ServesUntilTermAndSavesEverything)
{
    {
        NodeProcess node(directory, {"-c", "etc/config.ini"});
        const auto port = node.wait_for_port();
        ASSERT_NE(port, 0) << node.output();
        auto connection = connect(port);
        EXPECT_EQ(connection.pop("ch1").value, "Hello ch1!");
        EXPECT_EQ(connection.push("ch1", "Hello ch1!"), client::Status::ok);
        EXPECT_FALSE(directory.has("data/ch1.rq"));
        node.signal(SIGTERM);
        EXPECT_EQ(node.wait(), 0) << node.output();
    }
    EXPECT_EQ(directory.read("data/ch1.rq"), dump);
    EXPECT_FALSE(directory.has("dmqnode.socket"));
}

TEST_F(Process, APortInUseStopsTheStartBeforeDataIsTouched)
{
    NodeDirectory other;
    NodeProcess first(other, {"-c", "etc/config.ini"});
    const auto port = first.wait_for_port();
    ASSERT_NE(port, 0) << first.output();
    directory.set("port", std::to_string(port));
    EXPECT_THAT(refused(1),
                HasSubstr("cannot listen for legacy connections on 127.0.0.1:" +
                          std::to_string(port) + ": Address already in use"));
}

TEST_F(Process, MissingCredentialsStopTheStartBeforeDataIsTouched)
{
    std::filesystem::remove(directory.path() / "etc/credentials");
    EXPECT_THAT(refused(1), HasSubstr("etc/credentials"));
}

TEST_F(Process, AMissingPluginIsNamedWithItsPath)
{
    directory.set("[Plugins]\nload", "ring nonesuch");
    EXPECT_THAT(refused(1), HasSubstr("nonesuch.so: no such file"));
}

TEST_F(Process, AStorageThatNoPluginBringsIsNamed)
{
    directory.set("[Plugins]\nload", "push");
    EXPECT_THAT(refused(1), HasSubstr("[Plugins] storage = ring: no loaded plugin brings it"));
}

TEST_F(Process, AnUnknownKeyIsNamedWithFileAndLine)
{
    directory.set("prot", "10000");
    EXPECT_THAT(refused(1), HasSubstr("etc/config.ini:12: [Server] prot"));
}

TEST_F(Process, AMissingConfigurationIsStatus3)
{
    NodeProcess node(directory, {"-c", "etc/nonesuch.ini"});
    EXPECT_EQ(node.wait(), 3);
    EXPECT_THAT(node.output(), HasSubstr("etc/nonesuch.ini"));
}

TEST_F(Process, NoOptionsAreStatus2)
{
    NodeProcess node(directory, {});
    EXPECT_EQ(node.wait(), 2);
    EXPECT_THAT(node.output(), HasSubstr("dmqnode -h"));
}

TEST_F(Process, CheckConfigOnlyChecks)
{
    NodeProcess node(directory, {"-c", "etc/config.ini", "--check-config"});
    EXPECT_EQ(node.wait(), 0);
    EXPECT_EQ(directory.read("data/ch1.rq"), dump);
    EXPECT_FALSE(directory.has("log/version.log"));
}

TEST_F(Process, ReopensItsLogFilesOnHangup)
{
    directory.set("[LOG.Root]\nfile", "log/root.log");
    NodeProcess node(directory, {"-c", "etc/config.ini"});
    ASSERT_NE(node.wait_for_port(), 0) << node.output();
    std::filesystem::rename(directory / "log/root.log", directory / "log/root.log.1");
    node.signal(SIGHUP);
    while (!directory.has("log/root.log")) { }
    node.signal(SIGTERM);
    EXPECT_EQ(node.wait(), 0);
    EXPECT_THAT(directory.read("log/root.log"), HasSubstr("all records are saved"));
}

} // namespace
} // namespace dmq::test
