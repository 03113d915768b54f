// SPDX-License-Identifier: BSL-1.0
// dmq bench against a node: it measures, and leaves nothing behind.
#include "integration/cli/dmq_fixture.hpp"

namespace dmq::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(DmqProgram, BenchesInBothProtocols)
{
    const std::string quick = "bench --records 2000 ";
    const Ran neo = dmq(quick);
    EXPECT_EQ(neo.code, 0) << neo.err;
    EXPECT_THAT(neo.out, StartsWith("2000 records of 100 bytes in "));
    const Ran old = legacy(quick + "--connections 2 --size 1000");
    EXPECT_EQ(old.code, 0) << old.err;
    EXPECT_THAT(old.out, StartsWith("2000 records of 1000 bytes in "));
    EXPECT_THAT(dmq(quick + "--work push --json").out,
                StartsWith("{\"records\":2000,\"seconds\":"));
    EXPECT_THAT(dmq(quick + "--rate 100000").out, HasSubstr("latency in us: median "));
    EXPECT_THAT(channels(), StartsWith("{\"channels\":[],")) << "all of it is removed";
}

TEST_F(DmqProgram, BenchesAllNodesByTheirNames)
{
    const ChildNode other;
    const std::string names = "$DMQ --credentials key --node localhost:" +
        std::to_string(node.neo().port) + " --node localhost:" + std::to_string(other.neo().port);
    const Ran both = shell(names + " bench --records 2000 --connections 2");
    EXPECT_EQ(both.code, 0) << both.err;
    EXPECT_THAT(both.out, StartsWith("2000 records of 100 bytes in "));
    EXPECT_THAT(shell(names + " bench --work push --records 2000").out,
                StartsWith("2000 records of 100 bytes in "));
    EXPECT_THAT(shell(names + " channels --json").out, StartsWith("{\"channels\":[],"));
}

TEST_F(DmqProgram, ABenchUsesTheNodesThatCanBeReached)
{
    const Ran ran = shell("$DMQ --credentials key --node 127.0.0.1:1 --node " +
                          to_string(node.neo()) + " bench --records 200");
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.err, StartsWith("dmq bench: cannot connect to 127.0.0.1:1: "));
    EXPECT_THAT(ran.err, HasSubstr("; the other nodes are used\n"));
    EXPECT_EQ(shell("$DMQ --legacy --node 127.0.0.1:1 --node 127.0.0.1:2 bench").code, 2);
}

TEST_F(DmqProgram, ABenchThatIsInterruptedLeavesNothing)
{
    const Ran ran = shell(
        "$DMQ --nodes nodes --credentials key bench --rate 100 --records 100000 & "
        "until $DMQ --nodes nodes --credentials key channels --json | grep -q dmq-bench; do :; "
        "done; kill -TERM $!; wait $!");
    EXPECT_EQ(ran.code, 4) << ran.err;
    EXPECT_EQ(ran.err, "dmq bench: interrupted\n");
    EXPECT_THAT(channels(), StartsWith("{\"channels\":[],"));
}

TEST_F(DmqProgram, ABenchThatTakesTooLongSaysHowFarItCame)
{
    const Ran ran = dmq("bench --rate 10 --records 1000 --limit 1");
    EXPECT_EQ(ran.code, 3);
    EXPECT_THAT(ran.err, HasSubstr(" of 1000 records arrived within 1 s\n"));
    EXPECT_THAT(channels(), StartsWith("{\"channels\":[],"));
}

} // namespace
} // namespace dmq::test
