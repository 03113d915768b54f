// SPDX-License-Identifier: BSL-1.0
// Where nodes and credentials come from, and what is said if they are wrong.
#include "integration/cli/dmq_fixture.hpp"

#include <algorithm>
#include <filesystem>

namespace dmq::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

void expect_one_line(const Ran& ran, int code)
{
    EXPECT_EQ(ran.code, code) << ran.err;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_EQ(ran.out, "");
}

TEST_F(DmqProgram, TellsThatTheKeyIsWrong)
{
    files.write("key", "test:" + std::string(256, '1') + "\n");
    const Ran ran = dmq("push jobs one");
    expect_one_line(ran, 3);
    EXPECT_THAT(ran.err, StartsWith("dmq push: cannot connect to " + to_string(node.neo())));
    EXPECT_THAT(ran.err, HasSubstr("login"));
}

TEST_F(DmqProgram, TellsThatTheNodeIsAway)
{
    node.stop();
    for (const char* command : {"push jobs one", "pop jobs", "consume jobs", "channels", "ping",
                                "peek jobs", "clear jobs", "move a b", "remove jobs"})
        expect_one_line(dmq(command), 3);
}

TEST_F(DmqProgram, TellsWhatIsWrongWithFiles)
{
    files.write("nodes", "nonsense\n");
    expect_one_line(dmq("ping"), 2);
    EXPECT_EQ(dmq("ping").err, "dmq ping: nodes:1: expected HOST:PORT, not \"nonsense\"\n");
    expect_one_line(shell("$DMQ --credentials missing ping"), 2);
    files.write("config", "nods = x\n");
    const Ran ran = shell("$DMQ ping");
    expect_one_line(ran, 2);
    EXPECT_THAT(ran.err, HasSubstr("config:1: \"nods\": expected node, nodes,"));
}

TEST_F(DmqProgram, SettingsComeFromFileAndEnvironment)
{
    files.write("config", "# mine\nnodes = nodes\ncredentials = key\njson = true\n");
    EXPECT_EQ(shell("$DMQ push jobs one && $DMQ pop jobs").out, "{\"record\":\"one\"}\n");
    EXPECT_EQ(shell("$DMQ push jobs one && DMQ_JSON=false $DMQ pop jobs").out, "one\n");
    EXPECT_EQ(shell("DMQ_NODE=127.0.0.1:1 $DMQ ping").code, 3);
    EXPECT_EQ(shell("DMQ_NODE=127.0.0.1:1 $DMQ --nodes nodes ping").code, 0);
}

TEST_F(DmqProgram, FindsTheNodeOfThisCheckout)
{
    std::filesystem::create_directories(files.path() / "run" / "etc");
    std::filesystem::create_directories(files.path() / "a" / "b");
    files.write("run/dmq.node", to_string(node.legacy()) + "\n");
    EXPECT_EQ(shell("cd a/b && $DMQ push jobs one").code, 0);
    files.write("run/dmq.neo", to_string(node.neo()) + "\n");
    std::filesystem::copy(files.path() / "key", files.path() / "run" / "etc" / "credentials");
    EXPECT_EQ(shell("cd a/b && $DMQ peek jobs").out, "one\n");
    std::filesystem::create_symlink(node.directory() / "dmqnode.socket",
                                    files.path() / "run" / "dmqnode.socket");
    EXPECT_THAT(shell("$DMQ admin list-credentials").out, HasSubstr("test"));
    const Ran unknown = shell("$DMQ admin nonsense");
    expect_one_line(unknown, 1);
}

TEST_F(DmqProgram, MakesCredentialsThatItUnderstands)
{
    EXPECT_EQ(shell("$DMQ credentials generate web >new; wc -c <new; "
                    "$DMQ credentials generate web | cmp -s - new || echo differs")
                  .out,
              "261\ndiffers\n");
    EXPECT_THAT(shell("$DMQ --nodes nodes --credentials new ping").err, HasSubstr("login"));
    expect_one_line(shell("$DMQ credentials generate 'a b'"), 2);
    expect_one_line(shell("$DMQ credentials make a"), 2);
}

TEST_F(DmqProgram, SaysWhatNeedsNeo)
{
    for (const char* command : {"peek jobs", "clear jobs", "copy a b", "move a b",
                                "consume jobs --subscriber s", "drain h:1"})
        expect_one_line(legacy(command), 2);
    EXPECT_EQ(legacy("ping").code, 0);
}

} // namespace
} // namespace dmq::test
