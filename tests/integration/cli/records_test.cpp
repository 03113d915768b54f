// SPDX-License-Identifier: BSL-1.0
// Pushing, popping, consuming and looking at records from the shell.
#include "integration/cli/dmq_fixture.hpp"

namespace dmq::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST_F(DmqProgram, PushesAndPopsInBothProtocols)
{
    EXPECT_EQ(dmq("push jobs one two").code, 0);
    EXPECT_EQ(legacy("push jobs three").code, 0);
    EXPECT_EQ(dmq("pop jobs").out, "one\n");
    EXPECT_EQ(legacy("pop jobs").out, "two\n");
    EXPECT_EQ(dmq("pop jobs --json").out, "{\"record\":\"three\"}\n");
    const Ran empty = dmq("pop jobs");
    EXPECT_EQ(empty.code, 1);
    EXPECT_EQ(empty.err, "dmq pop: channel jobs is empty\n");
}

TEST_F(DmqProgram, ProducesLinesAndConsumesThem)
{
    std::string lines;
    for (int i = 0; i < 50'000; ++i)
        lines += "record " + std::to_string(i) + "\n";
    ASSERT_EQ(dmq("produce jobs", lines).code, 0);
    const Ran consumed = dmq("consume jobs --count 50000");
    EXPECT_EQ(consumed.code, 0) << consumed.err;
    EXPECT_TRUE(consumed.out == lines) << consumed.out.size();
    EXPECT_EQ(consumed.err, "");
    EXPECT_THAT(channels(), HasSubstr("\"records\":0"));
}

TEST_F(DmqProgram, ProducesFramesAndFiles)
{
    using namespace std::string_literals;
    ASSERT_EQ(dmq("produce jobs --framed", "\2\0\0\0\0\0\0\0a\n\1\0\0\0\0\0\0\0b"s).code, 0);
    files.write("first", "1\n2\n");
    ASSERT_EQ(dmq("produce jobs --file-per-record first key").code, 0);
    EXPECT_EQ(dmq("pop jobs --count 3").out, "a\n\nb\n1\n2\n\n");
    const Ran cut = dmq("produce jobs --framed", "\1\0\0\0\0\0\0\0c\2\0\0\0\0\0\0\0d"s);
    EXPECT_EQ(cut.code, 5);
    EXPECT_EQ(cut.err,
              "dmq produce: standard input: record 2: the input ends within it: 1 of 1 records "
              "sent were acknowledged\n");
    const Ran huge = dmq("produce jobs --framed", "\1\1\1\1\1\1\1\1c"s);
    EXPECT_EQ(huge.code, 5);
    EXPECT_THAT(huge.err, HasSubstr("expected 1 to 10485760"));
}

TEST_F(DmqProgram, APartOfABatchComesAgain)
{
    dmq("push jobs one two three");
    const Ran first = dmq("consume jobs --count 2");
    EXPECT_EQ(first.code, 0);
    EXPECT_EQ(first.out, "one\ntwo\n");
    EXPECT_THAT(first.err, HasSubstr("the last 2 records are part of a larger batch"));
    EXPECT_EQ(dmq("consume jobs --count 3").out, "one\ntwo\nthree\n");
}

TEST_F(DmqProgram, RecordsOfAReaderThatLeavesComeAgain)
{
    dmq("push jobs one two");
    shell("$DMQ --nodes nodes --credentials key consume jobs | true");
    EXPECT_EQ(dmq("consume jobs --count 2").out, "one\ntwo\n");
}

TEST_F(DmqProgram, EndsWhenItIsInterrupted)
{
    dmq("push jobs one");
    const Ran ran = shell("mkfifo pipe; $DMQ --nodes nodes --credentials key consume jobs >pipe & "
                          "read -r line <pipe; exec 9<pipe; kill -TERM $!; wait $!; "
                          "echo \"$line $?\"");
    EXPECT_EQ(ran.out, "one 0\n") << ran.err;
    EXPECT_THAT(channels(), HasSubstr("\"records\":0"));
}

TEST_F(DmqProgram, CommandsWorkThroughRecords)
{
    dmq("push jobs one two");
    const Ran failed = dmq("consume jobs --count 2 --exec 'cat >>seen; grep -q one seen && false'");
    EXPECT_EQ(failed.code, 1);
    EXPECT_THAT(failed.err, HasSubstr("ended with status 1"));
    const Ran done = dmq("consume jobs --count 2 --exec 'cat; echo .'");
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(done.out, "one.\ntwo.\n");
    EXPECT_THAT(channels(), HasSubstr("\"records\":0"));
}

TEST_F(DmqProgram, PeeksClearsAndRemoves)
{
    dmq("push jobs one two three");
    EXPECT_EQ(dmq("peek jobs --count 2").out, "one\ntwo\n");
    EXPECT_EQ(dmq("peek jobs").out, "one\n");
    EXPECT_EQ(dmq("clear jobs").out, "3 records cleared\n");
    EXPECT_THAT(channels(), HasSubstr("\"records\":0"));
    EXPECT_EQ(dmq("remove jobs").code, 0);
    const Ran missing = dmq("remove jobs");
    EXPECT_EQ(missing.code, 1);
    EXPECT_EQ(missing.err, "dmq remove: channel jobs or its subscriber does not exist\n");
}

TEST_F(DmqProgram, SubscribersHaveTheirOwnRecords)
{
    dmq("consume jobs --subscriber a --for 0.01");
    dmq("consume jobs --subscriber b --for 0.01");
    dmq("push jobs one");
    EXPECT_EQ(dmq("consume jobs --subscriber a --count 1").out, "one\n");
    EXPECT_EQ(dmq("peek jobs --subscriber b").out, "one\n");
    const std::string table = dmq("channels").out;
    EXPECT_THAT(table, HasSubstr("CHANNEL  RECORDS  BYTES  "));
    EXPECT_THAT(table, HasSubstr("[----------]   0 %     2          0\n"));
    EXPECT_EQ(dmq("remove jobs --subscriber b").code, 0);
    EXPECT_EQ(dmq("pop jobs").code, 1);
    EXPECT_THAT(channels(), HasSubstr("\"subscribers\":1"));
}

TEST_F(DmqProgram, TellsHowMuchOfAFileWasAcknowledged)
{
    std::string lines = "one\ntwo\n" + std::string(11'000'000, 'x') + "\n";
    const Ran ran = dmq("push jobs --stdin", lines);
    EXPECT_EQ(ran.code, 5);
    EXPECT_THAT(ran.err, EndsWith("2 of 2 records sent were acknowledged\n"));
    EXPECT_EQ(dmq("pop jobs --count 2").out, "one\ntwo\n");
}

} // namespace
} // namespace dmq::test
