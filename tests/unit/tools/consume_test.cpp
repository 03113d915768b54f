// SPDX-License-Identifier: BSL-1.0
// dmq consume: each way it ends, with all whole records printed.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using namespace dmq::test;

const std::string request = command(legacy::Command::consume) + array("ch");
const std::string stream = status(200) + array("one") + array("two");

TEST(Consume, EndsWithTheStream)
{
    const FakeNode node([](Peer& peer) {
        EXPECT_EQ(peer.read(request.size()), request);
        peer.send_bytewise(stream + array(""));
        peer.read_to_end();
    });
    const Result result = run({"consume", "ch"}, "", &node);
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.out, "one\ntwo\n");
    EXPECT_EQ(result.err, "");
}

TEST(Consume, EndsAfterTheNumberOfRecords)
{
    for (const char* count : {"1", "2"}) {
        const FakeNode node([](Peer& peer) {
            peer.send(stream);
            peer.read_to_end();
        });
        const Result result = run({"consume", "ch", "--count", count}, "", &node);
        EXPECT_EQ(result.code, 0);
        EXPECT_EQ(result.out, std::string(count) == "1" ? "one\n" : "one\ntwo\n");
    }
}

TEST(Consume, EndsAfterTheTime)
{
    const auto script = [](Peer& peer) {
        peer.send(stream);
        EXPECT_EQ(peer.read_to_end(), request);
    };
    const FakeNode node({script, script});
    const Result result = run({"consume", "ch", "--for", "0.02"}, "", &node);
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.out, "one\ntwo\n");
    const Result few = run({"consume", "ch", "--for", "0.02", "--count", "3"}, "", &node);
    EXPECT_EQ(few.code, 1);
    EXPECT_EQ(few.err, "dmq consume: only 2 of 3 records\n");
}

TEST(Consume, PrintsWhatIsUnderWayWhenASignalComes)
{
    Io io;
    io.stop_fd = ::eventfd(0, EFD_CLOEXEC);
    const FakeNode node([&](Peer& peer) {
        peer.read(request.size());
        const std::uint64_t one = 1;
        EXPECT_EQ(::write(io.stop_fd, &one, sizeof one), static_cast<ssize_t>(sizeof one));
        EXPECT_EQ(peer.read_to_end(), "");
        peer.send(stream);
    });
    const Result result = run({"consume", "ch"}, "", &node, io);
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.out, "one\ntwo\n");
    EXPECT_EQ(result.err, "");
    ::close(io.stop_fd);
}

TEST(Consume, PrintsWholeRecordsWhenTheNodeLeaves)
{
    for (std::size_t size = 0; size <= stream.size(); ++size) {
        const FakeNode node(request, stream.substr(0, size));
        const Result result = run({"consume", "ch"}, "", &node);
        EXPECT_EQ(result.code, 3);
        EXPECT_EQ(result.out, size == stream.size() ? "one\ntwo\n" : size >= 15 ? "one\n" : "");
        EXPECT_EQ(result.err,
                  "dmq consume: " + to_string(node.address()) +
                      ": the node closed the connection during Consume\n");
    }
}

TEST(Consume, PrintsWhatItHasBeforeItWaits)
{
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const FakeNode node([&](Peer& peer) {
        peer.send(stream);
        std::string printed(8, '\0');
        std::size_t done = 0;
        while (done < printed.size())
            done += static_cast<std::size_t>(
                ::read(pipe[0], printed.data() + done, printed.size() - done));
        EXPECT_EQ(printed, "one\ntwo\n");
        peer.send(array(""));
        peer.read_to_end();
    });
    Io io;
    io.out = pipe[1];
    EXPECT_EQ(run({"consume", "ch"}, "", &node, io).code, 0);
    ::close(pipe[0]);
    ::close(pipe[1]);
}

TEST(Consume, EndsQuietlyWhenNobodyReads)
{
    for (const bool records : {true, false}) {
        int pipe[2];
        ASSERT_EQ(::pipe(pipe), 0);
        ::close(pipe[0]);
        const FakeNode node([&](Peer& peer) {
            peer.send(records ? stream : "");
            peer.read_to_end();
        });
        Io io;
        io.out = pipe[1];
        const Result result = run({"consume", "ch", "--count", "9"}, "", &node, io);
        EXPECT_EQ(result.code, 0);
        EXPECT_EQ(result.err, "");
        ::close(pipe[1]);
    }
}

TEST(Consume, TellsThatTheDiskIsFull)
{
    Io io;
    io.out = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    const FakeNode node([](Peer& peer) {
        peer.send(stream + array(""));
        peer.read_to_end();
    });
    const Result result = run({"consume", "ch"}, "", &node, io);
    EXPECT_EQ(result.code, 5);
    EXPECT_EQ(result.err, "dmq consume: cannot write the output: No space left on device\n");
    ::close(io.out);
}

TEST(Consume, TellsARefusal)
{
    const FakeNode node(request, status(409));
    const Result result = run({"consume", "ch"}, "", &node);
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(result.err,
              "dmq consume: " + to_string(node.address()) +
                  ": Consume refused: bad channel name (409)\n");
}

} // namespace
} // namespace dmq::cli
