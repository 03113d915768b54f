// SPDX-License-Identifier: BSL-1.0
// Records that change their place.
#include "integration/cli/dmq_fixture.hpp"

namespace dmq::test {
namespace {

using testing::HasSubstr;

class TwoNodes : public DmqProgram {
protected:
    TwoNodes()
    {
        files.write("both", to_string(node.neo()) + "\n" + to_string(other.neo()) + "\n");
    }
    Ran at_other(const std::string& arguments) const
    {
        return shell("$DMQ --node " + to_string(other.neo()) + " --credentials key " + arguments);
    }

    ChildNode other;
};

TEST_F(DmqProgram, MovesToAnotherChannel)
{
    std::string lines;
    for (int i = 0; i < 5'000; ++i)
        lines += "record " + std::to_string(i) + "\n";
    dmq("produce jobs", lines);
    const Ran moved = dmq("move jobs old");
    EXPECT_EQ(moved.code, 0) << moved.err;
    EXPECT_EQ(moved.out, "5000 records moved\n");
    EXPECT_TRUE(dmq("pop old --count all").out == lines);
    EXPECT_EQ(dmq("move nowhere old").err, "dmq move: channel nowhere does not exist\n");
    EXPECT_EQ(dmq("move old old").code, 2);
}

TEST_F(DmqProgram, CopiesAndLeavesWhatItCopied)
{
    dmq("push jobs one two");
    EXPECT_EQ(dmq("copy jobs test").out, "2 records copied\n");
    EXPECT_EQ(dmq("pop test --count 2").out, "one\ntwo\n");
    EXPECT_EQ(dmq("pop jobs --count 2").out, "one\ntwo\n");
}

TEST_F(TwoNodes, MovesToAnotherDmq)
{
    files.write("target", to_string(other.neo()) + "\n");
    dmq("push jobs one two");
    EXPECT_EQ(dmq("move jobs jobs --to-nodes target").code, 0);
    EXPECT_EQ(at_other("pop jobs --count 2").out, "one\ntwo\n");
}

TEST_F(TwoNodes, CopiesToAnotherDmq)
{
    files.write("target", to_string(other.neo()) + "\n");
    dmq("push jobs one two");
    const Ran copied = dmq("copy jobs jobs --to-nodes target --to-credentials key");
    EXPECT_EQ(copied.code, 0) << copied.err;
    EXPECT_EQ(copied.out, "2 records copied\n");
    EXPECT_EQ(at_other("pop jobs --count 2").out, "one\ntwo\n");
    EXPECT_EQ(dmq("pop jobs --count 2").out, "one\ntwo\n");
    EXPECT_EQ(dmq("copy jobs jobs").code, 2);
}

TEST_F(TwoNodes, WhatTheTargetDoesNotTakeStays)
{
    files.write("target", to_string(other.neo()) + "\n");
    dmq("push jobs one two");
    other.stop();
    const Ran failed = dmq("move jobs jobs --to-nodes target");
    EXPECT_EQ(failed.code, 3);
    EXPECT_THAT(failed.err, HasSubstr("Connection refused"));
    EXPECT_EQ(dmq("pop jobs --count 2").out, "one\ntwo\n");
}

TEST_F(TwoNodes, DrainsANode)
{
    dmq("push a one two");
    dmq("push b three");
    const Ran drained = shell("$DMQ --nodes both --credentials key drain " + to_string(node.neo()));
    EXPECT_EQ(drained.code, 0) << drained.err;
    EXPECT_EQ(drained.out, "3 records moved\n");
    EXPECT_EQ(at_other("pop a --count 2").out, "one\ntwo\n");
    EXPECT_EQ(at_other("pop b").out, "three\n");
    const Ran alone = dmq("drain " + to_string(node.neo()));
    EXPECT_EQ(alone.code, 2);
    EXPECT_THAT(alone.err, HasSubstr("no other node"));
}

TEST_F(TwoNodes, AreOneTable)
{
    dmq("push jobs one");
    at_other("push jobs two three");
    EXPECT_THAT(shell("$DMQ --nodes both --credentials key channels --json").out,
                HasSubstr("{\"channel\":\"jobs\",\"records\":3,"));
    EXPECT_EQ(shell("$DMQ --nodes both --credentials key ping | wc -l").out, "2\n");
}

TEST_F(TwoNodes, OneIsEnough)
{
    other.stop();
    const Ran ran = shell("$DMQ --nodes both --credentials key push jobs one");
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.err, HasSubstr("Connection refused; the other nodes are used\n"));
}

} // namespace
} // namespace dmq::test
