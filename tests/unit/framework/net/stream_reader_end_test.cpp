// SPDX-License-Identifier: BSL-1.0
// StreamReader: the memory it holds, watching, and how it ends.
#include "fixtures/reader_fixture.hpp"
#include "support/wire.hpp"

#include <gmock/gmock.h>

#include <string>

namespace dmq {
namespace {

using support::arr;
using support::StreamReaderTest;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(StreamReaderTest, HoldsNoMemoryWhileNothingIsBuffered)
{
    auto known = loop_.read_buffers().get();
    const std::byte* const address = known.get();
    loop_.read_buffers().put(std::move(known));
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send_all(arr("a") + "x");
    EXPECT_GE(reader_.buffered().data(), address);
    EXPECT_LT(reader_.buffered().data(), address + ReadBufferPool::buffer_size);
    EXPECT_NE(loop_.read_buffers().get().get(), address) << "in use";
    send_all(std::string(7, 'x')); // a length that is too long
    EXPECT_TRUE(task.done());
    reader_.reset();
    EXPECT_EQ(loop_.read_buffers().get().get(), address);
}

TEST_F(StreamReaderTest, GivesItsMemoryBackBeforeItWaits)
{
    auto known = loop_.read_buffers().get();
    const std::byte* const address = known.get();
    loop_.read_buffers().put(std::move(known));
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send_all(arr("a"));
    EXPECT_THAT(arrays_, ElementsAre("a"));
    EXPECT_EQ(reader_.buffered().data(), nullptr);
    EXPECT_EQ(loop_.read_buffers().get().get(), address);
}

TEST_F(StreamReaderTest, GivesItsMemoryBackBeforeItWatches)
{
    auto one = [&]() -> Task<> { co_await read(reader_, legacy::ArraysCodec<1>()); };
    const Task<> task = one();
    ASSERT_FALSE(task.start());
    send_all(arr("a"));
    ASSERT_TRUE(task.done());
    EXPECT_NE(reader_.buffered().data(), nullptr) << "the item may still be looked at";
    reader_.watch();
    EXPECT_EQ(reader_.buffered().data(), nullptr);
}

TEST_F(StreamReaderTest, WatchingNoticesTheEnd)
{
    reader_.watch();
    reader_.watch();
    EXPECT_TRUE(reader_.busy());
    poll();
    EXPECT_EQ(owner_.inputs_ended, 0);
    end_of_input();
    poll();
    EXPECT_EQ(owner_.inputs_ended, 1);
    EXPECT_TRUE(reader_.ended());
    EXPECT_FALSE(reader_.busy());
}

TEST_F(StreamReaderTest, WatchingKeepsWhatArrivesForLater)
{
    reader_.watch();
    send_all(arr("early"));
    end_of_input();
    poll();
    EXPECT_EQ(owner_.inputs_ended, 1);
    const Task<> task = read_arrays();
    EXPECT_TRUE(task.start());
    EXPECT_THAT(arrays_, ElementsAre("early"));
    EXPECT_TRUE(gone_);
}

TEST_F(StreamReaderTest, WatchingBuffersAStretchOnly)
{
    reader_.watch();
    const std::string flood(100'000, 'x');
    std::size_t sent = 0;
    for (std::size_t rest = 0; rest < flood.size();) {
        rest = send(flood).size();
        sent += flood.size() - rest;
        poll();
    }
    EXPECT_GE(reader_.buffered().size(), ReadBufferPool::buffer_size);
    EXPECT_LT(reader_.buffered().size(), 2 * ReadBufferPool::buffer_size);
    EXPECT_LT(reader_.buffered().size(), sent);
    EXPECT_FALSE(reader_.busy());
}

TEST_F(StreamReaderTest, PollingFindsWhatIsThereWithoutALoop)
{
    reader_.poll();
    EXPECT_EQ(reader_.buffered().data(), nullptr) << "nothing has come: no memory is held";
    EXPECT_FALSE(reader_.ended());
    send(arr("a"));
    reader_.poll();
    EXPECT_EQ(text_of(reader_.buffered()), arr("a"));
    end_of_input();
    reader_.poll();
    EXPECT_TRUE(reader_.ended());
    EXPECT_EQ(text_of(reader_.buffered()), arr("a"));
    EXPECT_EQ(owner_.inputs_ended, 0);
}

TEST_F(StreamReaderTest, PollingKeepsTheOrderOfWhatIsWatched)
{
    reader_.watch();
    poll();
    send(arr("a"));
    reader_.poll();
    EXPECT_FALSE(reader_.ended());
    send_all(arr("b"));
    EXPECT_EQ(text_of(reader_.buffered()), arr("a") + arr("b"));
    end_of_input();
    reader_.poll();
    EXPECT_TRUE(reader_.ended());
    EXPECT_EQ(text_of(reader_.buffered()), arr("a") + arr("b"));
}

TEST_F(StreamReaderTest, PollingLeavesAWaiterAlone)
{
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send(arr("a"));
    reader_.poll();
    EXPECT_THAT(reader_.buffered(), IsEmpty());
    poll();
    EXPECT_THAT(arrays_, ElementsAre("a"));
}

TEST_F(StreamReaderTest, AWaiterJoinsTheWatch)
{
    reader_.watch();
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send_all(arr("a"));
    EXPECT_THAT(arrays_, ElementsAre("a"));
    EXPECT_EQ(owner_.inputs_ended, 0);
}

TEST_F(StreamReaderTest, AnEndInTheMiddleOfAnItemIsTheEnd)
{
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send_all(arr("whole") + arr("part").substr(0, 10));
    end_of_input();
    poll();
    EXPECT_TRUE(task.done());
    EXPECT_THAT(arrays_, ElementsAre("whole"));
    EXPECT_TRUE(gone_);
}

TEST_F(StreamReaderTest, AResetConnectionIsTheEnd)
{
    const std::string unread = "the peer never reads this";
    ASSERT_EQ(::send(socket_.native_handle(), unread.data(), unread.size(), 0),
              static_cast<ssize_t>(unread.size()));
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    hang_up();
    poll();
    EXPECT_TRUE(gone_);
}

TEST_F(StreamReaderTest, EndResumesTheWaiter)
{
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    reader_.end();
    EXPECT_TRUE(task.done());
    EXPECT_TRUE(gone_);
}

TEST_F(StreamReaderTest, EndLeavesWhatIsBuffered)
{
    reader_.watch();
    send_all(arr("a") + arr("b"));
    reader_.end();
    const Task<> task = read_arrays();
    EXPECT_TRUE(task.start());
    EXPECT_THAT(arrays_, ElementsAre("a", "b"));
    EXPECT_TRUE(gone_);
}

TEST_F(StreamReaderTest, AClosedSocketEndsTheOperation)
{
    reader_.watch();
    reader_.close_socket();
    EXPECT_TRUE(reader_.busy());
    poll();
    EXPECT_FALSE(reader_.busy());
    EXPECT_EQ(owner_.operations_ended, 1);
    EXPECT_EQ(owner_.inputs_ended, 0);
}

TEST_F(StreamReaderTest, ClosingTwiceEndsTheOperationOnce)
{
    reader_.watch();
    reader_.close_socket();
    reader_.close_socket();
    poll();
    EXPECT_EQ(owner_.operations_ended, 1);
}

TEST_F(StreamReaderTest, AClosedSocketIsNotWaitedFor)
{
    reader_.close_socket();
    poll();
    EXPECT_EQ(owner_.operations_ended, 0) << "there was none";
    reader_.watch();
    EXPECT_TRUE(reader_.busy());
    poll();
    EXPECT_FALSE(reader_.busy());
    EXPECT_EQ(owner_.operations_ended, 1);
}

TEST_F(StreamReaderTest, ASocketThatCannotBeWatchedHasEnded)
{
    ::close(socket_.native_handle());
    const Task<> task = read_arrays();
    EXPECT_FALSE(task.start());
    poll();
    EXPECT_TRUE(gone_);
    EXPECT_FALSE(reader_.busy());
}

TEST_F(StreamReaderTest, ServesTheNextConnectionAfterReset)
{
    {
        const Task<> task = read_arrays();
        ASSERT_FALSE(task.start());
        send_all(arr("a") + "rest");
        end_of_input();
        poll();
        ASSERT_TRUE(task.done());
    }
    reader_.close_socket();
    hang_up();
    reader_.reset();
    EXPECT_FALSE(reader_.ended());
    EXPECT_THAT(reader_.buffered(), IsEmpty());
    connect();
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send_all(arr("b"));
    EXPECT_THAT(arrays_, ElementsAre("a", "b"));
}

} // namespace
} // namespace dmq
