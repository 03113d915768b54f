// SPDX-License-Identifier: BSL-1.0
// dmq pop and dmq remove.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using namespace dmq::test;

const std::string pop_request = command(legacy::Command::pop) + array("ch");

/// Answers one Pop for each record.
FakeNode::Script records(std::vector<std::string> records)
{
    return [records](Peer& peer) {
        for (const std::string& record : records) {
            EXPECT_EQ(peer.read(pop_request.size()), pop_request);
            peer.send(status(200) + array(record));
        }
        EXPECT_EQ(peer.read_to_end(), "");
    };
}

struct PopCase {
    std::vector<std::string> options;
    std::vector<std::string> records;
    int code;
    std::string out;
    std::string err;
};

TEST(Pop, PrintsWhatIsAskedFor)
{
    const PopCase cases[] = {
        {{}, {"r"}, 0, "r\n", ""},
        {{}, {""}, 1, "", "dmq pop: channel ch is empty\n"},
        {{"--count", "2"}, {"a", "b"}, 0, "a\nb\n", ""},
        {{"--count", "3"}, {"a", ""}, 1, "a\n", "dmq pop: only 1 of 3 records\n"},
        {{"--count", "all"}, {"a", "b", ""}, 0, "a\nb\n", ""},
        {{"--count", "0"}, {""}, 0, "", ""},
    };
    for (const PopCase& c : cases) {
        const FakeNode node(records(c.records));
        std::vector<std::string> arguments{"pop", "ch"};
        arguments.insert(arguments.end(), c.options.begin(), c.options.end());
        const Result result = run(arguments, "", &node);
        EXPECT_EQ(result.code, c.code);
        EXPECT_EQ(result.out, c.out);
        EXPECT_EQ(result.err, c.err);
    }
}

TEST(Pop, ExplainsARefusal)
{
    const FakeNode node(pop_request, status(500));
    const Result result = run({"pop", "ch"}, "", &node);
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(result.err,
              "dmq pop: channel ch does not exist, or has subscribers "
              "(dmq consume reads those)\n");
}

TEST(Pop, PrintsWhatItHasWhenTheNodeLeaves)
{
    const FakeNode node([](Peer& peer) {
        peer.read(pop_request.size());
        peer.send(status(200) + array("kept"));
        peer.read(pop_request.size());
    });
    const Result result = run({"pop", "ch", "--count", "all"}, "", &node);
    EXPECT_EQ(result.code, 3);
    EXPECT_EQ(result.out, "kept\n");
    EXPECT_EQ(result.err,
              "dmq pop: " + to_string(node.address()) +
                  ": the node closed the connection during Pop\n");
}

TEST(Pop, EndsOnASignalBetweenRecords)
{
    Io io;
    io.stop_fd = ::eventfd(0, EFD_CLOEXEC);
    const FakeNode node([&](Peer& peer) {
        peer.read(pop_request.size());
        const std::uint64_t one = 1;
        EXPECT_EQ(::write(io.stop_fd, &one, sizeof one), static_cast<ssize_t>(sizeof one));
        peer.send(status(200) + array("kept"));
        EXPECT_EQ(peer.read_to_end(), "");
    });
    EXPECT_EQ(run({"pop", "ch", "--count", "all"}, "", &node, io).out, "kept\n");
    ::close(io.stop_fd);
}

TEST(Pop, TellsThatTheDiskIsFull)
{
    Io io;
    io.out = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    const FakeNode node(records({"r"}));
    const Result result = run({"pop", "ch"}, "", &node, io);
    EXPECT_EQ(result.code, 5);
    EXPECT_EQ(result.err, "dmq pop: cannot write the output: No space left on device\n");
    ::close(io.out);
}

TEST(Remove, IsQuietOnSuccess)
{
    const std::string request = command(legacy::Command::remove_channel) + array("ch");
    const FakeNode node(request, status(200));
    const Result result = run({"remove", "ch"}, "", &node);
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.out + result.err, "");
    const FakeNode refusing(request, status(500));
    const Result refused = run({"remove", "ch"}, "", &refusing);
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(refused.err, "dmq remove: node error (500)\n");
}

} // namespace
} // namespace dmq::cli
