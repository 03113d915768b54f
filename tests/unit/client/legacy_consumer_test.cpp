// SPDX-License-Identifier: BSL-1.0
// The Consume stream: records however they are cut, its end, deadlines, interruption, lost nodes.
#include <dmq/client/legacy_connection.hpp>

#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <unistd.h>
#include <unit/client/fake_node.hpp>

namespace dmq::client {
namespace {

using namespace dmq::test;
using legacy::Command;

const std::string request = command(Command::consume) + array("ch");
const std::string big(300'000, 'b');
const std::string stream = status(200) + array("one") + array(std::string(1, '\0')) +
    array("three");

std::vector<std::string> take_all(LegacyConsumer& consumer)
{
    std::vector<std::string> records;
    while (const auto record = consumer.next())
        records.emplace_back(*record);
    return records;
}

const std::vector<std::string> expected{"one", std::string(1, '\0'), "three"};

TEST(LegacyConsumer, GivesRecordsUntilTheChannelIsRemoved)
{
    FakeNode node([](Peer& peer) {
        EXPECT_EQ(peer.read(request.size()), request);
        peer.send(stream + array(big) + array(""));
        peer.read_push();
        peer.send(status(200));
    });
    LegacyConnection connection(node.address());
    LegacyConsumer consumer = connection.consume("ch");
    auto all = expected;
    all.push_back(big);
    EXPECT_EQ(take_all(consumer), all);
    EXPECT_TRUE(consumer.ended());
    EXPECT_EQ(consumer.next(), std::nullopt);
    EXPECT_EQ(connection.push("ch", "r"), Status::ok);
}

TEST(LegacyConsumer, GivesRecordsThatComeByteByByte)
{
    FakeNode node([](Peer& peer) {
        peer.read(request.size());
        peer.send_bytewise(stream + array(""));
    });
    LegacyConnection connection(node.address());
    LegacyConsumer consumer = connection.consume("ch");
    consumer.wait_accepted();
    EXPECT_EQ(take_all(consumer), expected);
    EXPECT_TRUE(consumer.ended());
}

TEST(LegacyConsumer, GivesAllWholeRecordsBeforeTheLossIsSeen)
{
    for (std::size_t size = 0; size <= stream.size(); ++size) {
        FakeNode node(request, stream.substr(0, size));
        LegacyConnection connection(node.address());
        LegacyConsumer consumer = connection.consume("ch");
        std::string seen;
        try {
            while (const auto record = consumer.next())
                seen += array(*record);
            ADD_FAILURE() << "ended after " << size << " bytes";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::lost);
        }
        EXPECT_TRUE(stream.substr(4).starts_with(seen));
        EXPECT_LT(size, 4 + seen.size() + (size < 4 ? 8 : 8 + 5)) << size;
        EXPECT_FALSE(connection.open());
    }
}

TEST(LegacyConsumer, GivesRunsOfRecords)
{
    FakeNode node([](Peer& peer) {
        peer.read(request.size());
        for (int i = 0; i < 3; ++i)
            peer.send(i == 0 ? status(200) + array(big) : array(big));
        peer.send(array(""));
    });
    LegacyConnection connection(node.address());
    LegacyConsumer consumer = connection.consume("ch");
    std::size_t records = 0;
    while (!consumer.ended()) {
        const RecordRun run = consumer.next_run();
        for (Bytes record : Records(run.bytes))
            EXPECT_EQ(record.size(), big.size());
        records += run.records;
    }
    EXPECT_EQ(records, 3U);
}

TEST(LegacyConsumer, IsRefusedAndTheConnectionLives)
{
    FakeNode node([](Peer& peer) {
        peer.read(request.size());
        peer.send(status(409));
        peer.read_push();
        peer.send(status(200));
    });
    LegacyConnection connection(node.address());
    LegacyConsumer consumer = connection.consume("ch");
    try {
        consumer.next();
        ADD_FAILURE() << "not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::refused);
        EXPECT_EQ(error.status(), Status::bad_channel_name);
    }
    EXPECT_EQ(connection.push("ch", "r"), Status::ok);
}

TEST(LegacyConsumer, GivesNothingWhenTheDeadlineComes)
{
    FakeNode node([](Peer& peer) { peer.read_to_end(); });
    LegacyConnection connection(node.address());
    LegacyConsumer consumer = connection.consume("ch");
    EXPECT_EQ(consumer.next(std::chrono::steady_clock::now()), std::nullopt);
    EXPECT_FALSE(consumer.ended());
    EXPECT_TRUE(connection.open());
}

TEST(LegacyConsumer, RefusesARecordThatIsTooLong)
{
    FakeNode node(request, status(200) + array("r") + integer64(legacy::max_array + 1));
    LegacyConnection connection(node.address());
    LegacyConsumer consumer = connection.consume("ch");
    EXPECT_EQ(consumer.next(), "r");
    try {
        consumer.next();
        ADD_FAILURE() << "not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::protocol);
    }
}

TEST(LegacyConsumer, TakesWhatIsUnderWayAfterAnInterruption)
{
    FakeNode node([](Peer& peer) {
        EXPECT_EQ(peer.read_to_end(), request); // until the consumer says that it goes
        peer.send(stream);
    });
    const int stop = ::eventfd(0, EFD_CLOEXEC);
    LegacyConnection connection(node.address(), {.stop_fd = stop});
    LegacyConsumer consumer = connection.consume("ch");
    const std::uint64_t one = 1;
    EXPECT_EQ(::write(stop, &one, sizeof one), static_cast<ssize_t>(sizeof one));
    EXPECT_THROW(consumer.next(), Error);
    EXPECT_TRUE(connection.open());
    consumer.leave();
    for (const std::string& record : expected)
        EXPECT_EQ(consumer.next(), record);
    EXPECT_THROW(consumer.next(), Error);
    ::close(stop);
}

TEST(LegacyConsumer, EndsWhenTheReaderOfTheOutputIsGone)
{
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    ::close(pipe[0]);
    FakeNode node([](Peer& peer) { peer.read_to_end(); });
    LegacyConnection connection(node.address(), {.hangup_fd = pipe[1]});
    try {
        LegacyConsumer consumer = connection.consume("ch");
        consumer.next();
        ADD_FAILURE() << "not interrupted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::interrupted);
    }
    ::close(pipe[1]);
}

} // namespace
} // namespace dmq::client
