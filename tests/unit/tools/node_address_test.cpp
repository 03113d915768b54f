// SPDX-License-Identifier: BSL-1.0
// Where the address of the node comes from, in order.
#include <gtest/gtest.h>

#include <failure.hpp>
#include <node_address.hpp>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using client::Address;

TEST(NodeAddress, OptionThenEnvironmentThenFileThenDefault)
{
    const test::TemporaryDirectory directory;
    directory.write("run/dmq.node", "127.0.0.1:3\n");
    directory.write("a/b/file", "");
    Io io;
    io.directory = directory.path() / "a" / "b";
    EXPECT_EQ(node_address("", io), (Address{"127.0.0.1", 3}));
    io.dmq_node = "host:2";
    EXPECT_EQ(node_address("", io), (Address{"host", 2}));
    EXPECT_EQ(node_address("host:1", io), (Address{"host", 1}));
}

TEST(NodeAddress, HasADefault)
{
    const test::TemporaryDirectory directory;
    Io io;
    io.directory = directory.path();
    EXPECT_EQ(node_address("", io), (Address{"127.0.0.1", 10000}));
    io.directory.clear();
    EXPECT_EQ(node_address("", io), (Address{"127.0.0.1", 10000}));
}

std::string failure_of(const std::string& option, const Io& io)
{
    try {
        node_address(option, io);
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::usage);
        return failure.what();
    }
    return "no failure";
}

TEST(NodeAddress, NamesTheSourceOfABadOne)
{
    const test::TemporaryDirectory directory;
    const std::string file = directory.write("run/dmq.node", "nonsense\n");
    Io io;
    io.directory = directory.path();
    EXPECT_EQ(failure_of("", io), file + ": \"nonsense\" is not an address HOST:PORT");
    io.dmq_node = "env";
    EXPECT_EQ(failure_of("", io),
              "environment variable DMQ_NODE: \"env\" is not an address HOST:PORT");
    EXPECT_EQ(failure_of("opt", io), "--node: \"opt\" is not an address HOST:PORT");
}

} // namespace
} // namespace dmq::cli
