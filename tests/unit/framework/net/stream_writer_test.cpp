// SPDX-License-Identifier: BSL-1.0
// StreamWriter: gathering, partial sends, ends.
#include "fixtures/mock_owner.hpp"
#include "fixtures/stream_fixture.hpp"

#include <dmq/node/deferred_work.hpp>
#include <dmq/node/stream_writer.hpp>

#include <gmock/gmock.h>

#include <random>
#include <string>

namespace dmq {
namespace {

using support::LentRecords;

class StreamWriterTest : public support::StreamTest {
protected:
    using StreamTest::StreamTest;
    ~StreamWriterTest() override
    {
        if (socket_.is_open())
            socket_.close();
        poll();
    }

    Task<> flush_output()
    {
        try {
            co_await flush(writer_);
        } catch (const PeerGone&) {
            gone_ = true;
        }
    }

    StreamWriter writer_{loop_, socket_, owner_, traffic_};
    bool gone_ = false;
};

/// Each sendmsg arrives as a packet of its own.
class PacketsTest : public StreamWriterTest {
protected:
    PacketsTest() : StreamWriterTest(SOCK_SEQPACKET) { }
};

TEST_F(PacketsTest, NothingIsSentBeforeItIsTime)
{
    writer_.write(bytes_of("abc"));
    poll();
    EXPECT_EQ(receive(), "");
    EXPECT_EQ(writer_.pending(), 3U);
}

TEST_F(PacketsTest, WhatWasPutOffIsDoneBeforeAnythingIsSent)
{
    support::PutOffWork work;
    work.on_settle = [&] { EXPECT_EQ(receive(), ""); };
    const DeferredWork deferred;
    ASSERT_TRUE(defer_until_answers(work));
    writer_.send();
    EXPECT_EQ(work.calls, 0) << "there is nothing to send";
    writer_.write(bytes_of("abc"));
    writer_.send();
    EXPECT_EQ(work.calls, 1);
    EXPECT_EQ(receive(), "abc");
}

TEST_F(PacketsTest, SendsWhatWasGatheredInOnePiece)
{
    const LentRecords small({"s"}, {"t"});
    const LentRecords large({std::string(2000, 'l')}, {std::string(3000, 'm')});
    const auto owner = std::make_shared<testing::NiceMock<support::LeaseOwner>>();
    writer_.write(bytes_of("abc"));
    writer_.write(Bytes());
    writer_.write(small.lease(owner, 1));
    writer_.write(bytes_of("def"));
    writer_.write(large.lease(owner, 2));
    writer_.write(bytes_of("ghi"));
    writer_.send();
    EXPECT_EQ(receive(), "abc" + small.wire() + "def" + large.wire() + "ghi");
    EXPECT_EQ(receive(), "");
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(PacketsTest, EmptyOutputIsNotSent)
{
    writer_.send();
    const Task<> task = flush_output();
    EXPECT_TRUE(task.start());
    EXPECT_EQ(receive(), "");
    EXPECT_FALSE(gone_);
}

TEST_F(StreamWriterTest, FlushReturnsAtOnceWhenTheSocketTakesAll)
{
    writer_.write(bytes_of("abc"));
    const Task<> task = flush_output();
    EXPECT_TRUE(task.start());
    EXPECT_EQ(receive(), "abc");
    EXPECT_EQ(traffic_.sent, 3U);
}

TEST_F(StreamWriterTest, FlushWaitsForASlowPeer)
{
    limit_socket_buffer(1);
    std::string output(1'000'000, '\0');
    for (std::size_t i = 0; i < output.size(); ++i)
        output[i] = static_cast<char>(i * 17 % 241);
    writer_.write(bytes_of(output));
    const Task<> task = flush_output();
    ASSERT_FALSE(task.start());
    EXPECT_TRUE(writer_.busy());
    poll();
    EXPECT_FALSE(task.done());
    EXPECT_TRUE(receive_all() == output);
    EXPECT_TRUE(task.done());
    EXPECT_FALSE(gone_);
    EXPECT_EQ(traffic_.sent, output.size());
}

TEST_F(StreamWriterTest, OutputWrittenMeanwhileFollows)
{
    limit_socket_buffer(1);
    std::string expected;
    for (int i = 0; i < 200; ++i) {
        const std::string part(5000, static_cast<char>('a' + i % 26));
        writer_.write(bytes_of(part));
        writer_.send();
        expected += part;
    }
    ASSERT_GT(writer_.pending(), 0U);
    EXPECT_TRUE(receive_all() == expected);
}

TEST_F(StreamWriterTest, ManyPiecesStayInOrder)
{
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    limit_socket_buffer(1);
    const auto owner = std::make_shared<testing::NiceMock<support::LeaseOwner>>();
    std::vector<std::unique_ptr<LentRecords>> lent;
    std::string expected;
    for (std::uint64_t i = 0; i < 500; ++i) {
        const std::string text(random() % 100, static_cast<char>('a' + i % 26));
        const std::string record(1 + random() % 3000, static_cast<char>('A' + i % 26));
        writer_.write(bytes_of(text));
        lent.push_back(std::make_unique<LentRecords>(std::vector{record}, std::vector{text}));
        writer_.write(lent.back()->lease(owner, i));
        expected += text + lent.back()->wire();
        if (random() % 50 == 0)
            writer_.send();
    }
    writer_.send();
    EXPECT_TRUE(receive_all() == expected);
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(StreamWriterTest, ASteadyBacklogNeedsNoMoreMemoryThanItsSize)
{
    limit_socket_buffer(1);
    writer_.write(bytes_of(std::string(200'000, 'x')));
    const std::string part(1000, 'y');
    std::size_t received = 0;
    for (int i = 0; i < 100'000; ++i) {
        writer_.write(bytes_of(part));
        writer_.send();
        while (writer_.pending() > 200'000) {
            received += receive(10'000).size();
            poll();
        }
        ASSERT_GT(writer_.pending(), 0U);
    }
    EXPECT_LT(writer_.held_memory(), 2'000'000U);
    received += receive_all().size();
    EXPECT_EQ(received, 200'000U + 100'000U * 1000U);
}

TEST_F(StreamWriterTest, APeerThatHasLeftEndsTheWriter)
{
    hang_up();
    writer_.write(bytes_of("abc"));
    const Task<> task = flush_output();
    EXPECT_TRUE(task.start());
    EXPECT_TRUE(gone_);
    EXPECT_TRUE(writer_.ended());
    EXPECT_EQ(writer_.pending(), 0U);
    writer_.write(bytes_of("more"));
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(StreamWriterTest, APeerThatLeavesResumesTheWaiter)
{
    limit_socket_buffer(1);
    writer_.write(bytes_of(std::string(1'000'000, 'x')));
    const Task<> task = flush_output();
    ASSERT_FALSE(task.start());
    hang_up();
    poll();
    EXPECT_TRUE(task.done());
    EXPECT_TRUE(gone_);
    EXPECT_FALSE(writer_.busy());
}

TEST_F(StreamWriterTest, EndResumesTheWaiter)
{
    limit_socket_buffer(1);
    writer_.write(bytes_of(std::string(1'000'000, 'x')));
    const Task<> task = flush_output();
    ASSERT_FALSE(task.start());
    writer_.end();
    EXPECT_TRUE(task.done());
    EXPECT_TRUE(gone_);
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(StreamWriterTest, AClosedSocketEndsTheOperation)
{
    limit_socket_buffer(1);
    writer_.write(bytes_of(std::string(1'000'000, 'x')));
    writer_.send();
    ASSERT_TRUE(writer_.busy());
    socket_.close();
    poll();
    EXPECT_FALSE(writer_.busy());
    EXPECT_EQ(owner_.operations_ended, 1);
}

TEST_F(StreamWriterTest, ServesTheNextConnectionAfterReset)
{
    hang_up();
    writer_.write(bytes_of("lost"));
    writer_.send();
    ASSERT_TRUE(writer_.ended());
    socket_.close();
    writer_.reset();
    EXPECT_FALSE(writer_.ended());
    connect();
    writer_.write(bytes_of("abc"));
    writer_.send();
    EXPECT_EQ(receive(), "abc");
}

} // namespace
} // namespace dmq
