// SPDX-License-Identifier: BSL-1.0
// dmq push and dmq produce: what is sent, what is said, and the exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <unistd.h>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using namespace dmq::test;
using legacy::Command;
using Records = std::vector<std::string>;
using testing::HasSubstr;

/// Collects pushed records; answers 200 up to `room` records, then 407.
FakeNode::Script collect(Records& records, std::size_t room = 1'000'000)
{
    return [&records, room](Peer& peer) {
        for (std::string record = peer.read_push(); !record.empty(); record = peer.read_push()) {
            records.push_back(record);
            peer.send(status(records.size() <= room ? 200 : 407));
        }
    };
}

/// The records that a successful command sends.
Records sent(const std::vector<std::string>& arguments, const std::string& input = {},
             const std::string& err = {})
{
    Records records;
    {
        const FakeNode node(collect(records));
        const Result result = run(arguments, input, &node);
        EXPECT_EQ(result.code, 0);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(result.err, err);
    }
    return records;
}

TEST(Push, TakesRecordsFromArguments)
{
    EXPECT_EQ(sent({"push", "ch", "one", "two words"}), (Records{"one", "two words"}));
    EXPECT_EQ(sent({"push", "ch", "--", "-5", "--file"}), (Records{"-5", "--file"}));
}

TEST(Push, TakesLines)
{
    const TemporaryDirectory directory;
    const std::string file = directory.write("lines", "one\ntwo\r\nlast");
    const std::string nul("a\0b", 3);
    for (const char* name : {"push", "produce"}) {
        EXPECT_EQ(sent({name, "ch", "--file", file}), (Records{"one", "two\r", "last"}));
        EXPECT_EQ(sent({name, "ch", "-f", file}), (Records{"one", "two\r", "last"}));
        EXPECT_EQ(sent({name, "ch"}, nul + "\n\xff\n"), (Records{nul, "\xff"}));
        EXPECT_EQ(sent({name, "ch", "--file", "-"}, "stdin\n"), (Records{"stdin"}));
        EXPECT_EQ(sent({name, "ch"}, ""), Records{});
    }
    EXPECT_EQ(sent({"push", "ch", "--stdin"}, "one\ntwo"), (Records{"one", "two"}));
}

TEST(Push, SkipsEmptyLinesAndSaysSo)
{
    EXPECT_EQ(sent({"push", "ch"}, "\na\n\n\n",
                   "dmq push: 3 empty lines skipped: a record is never empty\n"),
              (Records{"a"}));
    EXPECT_EQ(sent({"produce", "ch"}, "a\n\nb",
                   "dmq produce: 1 empty line skipped: a record is never empty\n"),
              (Records{"a", "b"}));
}

TEST(Push, FailsOnEmptyLinesIfAsked)
{
    Records records;
    {
        const FakeNode node(collect(records));
        const Result result = run({"produce", "ch", "--empty", "fail"}, "a\nb\n\nc\n", &node);
        EXPECT_EQ(result.code, 5);
        EXPECT_EQ(result.err,
                  "dmq produce: standard input: line 3 is empty: a record is never "
                  "empty: 2 of 2 records sent were acknowledged\n");
    }
    EXPECT_EQ(records, (Records{"a", "b"}));
}

TEST(Push, RefusesALineThatIsTooLong)
{
    Records records;
    const FakeNode node(collect(records));
    const std::string longest(legacy::max_array, 'x');
    const Result result = run({"produce", "ch"}, "a\n" + longest + "\n" + longest + "x", &node);
    EXPECT_EQ(result.code, 5);
    EXPECT_EQ(result.err,
              "dmq produce: standard input: line 3 is longer than 10485760 bytes: 2 of "
              "2 records sent were acknowledged\n");
}

TEST(Push, SaysWhatAFullChannelTook)
{
    for (const std::size_t room : {0, 2}) {
        Records records;
        const FakeNode node(collect(records, room));
        const Result result = run({"push", "ch", "a", "b", "c"}, "", &node);
        EXPECT_EQ(result.code, room == 0 ? 1 : 4);
        EXPECT_EQ(result.err,
                  "dmq push: channel is full (407): " + std::to_string(room) +
                      " of 3 records sent were acknowledged, the first refused is record " +
                      std::to_string(room + 1) + "\n");
    }
}

TEST(Push, SaysWhatWasAcknowledgedWhenTheNodeLeaves)
{
    for (const int answers : {0, 2}) {
        const FakeNode node([answers](Peer& peer) {
            for (int i = 0; i < 3; ++i)
                peer.read_push();
            for (int i = 0; i < answers; ++i)
                peer.send(status(200));
        });
        const Result result = run({"push", "ch", "a", "b", "c"}, "", &node);
        EXPECT_EQ(result.code, answers == 0 ? 3 : 4);
        EXPECT_EQ(result.err,
                  "dmq push: " + to_string(node.address()) +
                      ": the node closed the connection during Push: " + std::to_string(answers) +
                      " of 3 records sent were acknowledged\n");
    }
}

TEST(Push, SendsLinesBeforeTheInputEnds)
{
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    ASSERT_EQ(::write(pipe[1], "one\n", 4), 4);
    const FakeNode node([&](Peer& peer) {
        EXPECT_EQ(peer.read_push(), "one");
        peer.send(status(200));
        ::close(pipe[1]); // only now does the input end
        EXPECT_EQ(peer.read_to_end(), "");
    });
    Io io;
    io.in = pipe[0];
    EXPECT_EQ(run({"produce", "ch"}, "", &node, io).code, 0);
    ::close(pipe[0]);
}

TEST(Push, EndsOnASignalWhileItWaitsForInput)
{
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    Io io;
    io.in = pipe[0];
    io.stop_fd = ::eventfd(1, EFD_CLOEXEC);
    const FakeNode node([](Peer& peer) { peer.read_to_end(); });
    const Result result = run({"push", "ch"}, "", &node, io);
    EXPECT_EQ(result.code, 3);
    EXPECT_THAT(result.err, HasSubstr("interrupted"));
    for (const int fd : {pipe[0], pipe[1], io.stop_fd})
        ::close(fd);
}

const std::string produce_request = command(Command::produce) + array("ch");

TEST(Produce, StreamsBeforeABarrier)
{
    const std::string stream = array("a") + array("b") + array("") +
        command(Command::get_num_connections);
    const FakeNode node([&](Peer& peer) {
        EXPECT_EQ(peer.read(produce_request.size()), produce_request);
        peer.send(status(200));
        EXPECT_EQ(peer.read(stream.size()), stream);
        peer.send(status(406));
    });
    const Result result = run({"produce", "ch", "--stream"}, "a\n\nb\n", &node);
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.err, "dmq produce: 1 empty line skipped: a record is never empty\n");
}

TEST(Produce, DoesNotTrustAStreamWithoutItsBarrier)
{
    const FakeNode node([](Peer& peer) {
        peer.read(produce_request.size());
        peer.send(status(200));
        peer.read((array("a") + array("b") + array("")).size() + 4);
    });
    const Result result = run({"produce", "ch", "--stream"}, "a\nb\n", &node);
    EXPECT_EQ(result.code, 4);
    EXPECT_THAT(result.err, HasSubstr("unknown how many of 2 records arrived"));
}

TEST(Produce, TellsThatAStreamIsRefused)
{
    const FakeNode node(produce_request, status(409));
    const Result result = run({"produce", "ch", "--stream"}, "a\n", &node);
    EXPECT_EQ(result.code, 1);
    EXPECT_THAT(result.err, HasSubstr("Produce refused: bad channel name (409)"));
}

} // namespace
} // namespace dmq::cli
