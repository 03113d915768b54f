// SPDX-License-Identifier: BSL-1.0
// RingIo: input in buffers of the ring, output of several connections at once.
#include "net/socket_io_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>
#include <deque>

namespace dmq {
namespace {

using support::TestConnection;
using testing::AllOf;
using testing::AnyOf;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Where the system offers it.
class RingIoTest : public testing::TestWithParam<const char*>, protected support::IoContext {
protected:
    /// Runs `work` as part of a turn.
    void in_turn(const std::function<void()>& work)
    {
        support::run_in_turn(io_, work, [this] { poll(); });
    }
    void fill(const TestConnection& connection)
    {
        const std::string some(4096, 'f');
        while (::send(connection.socket(), some.data(), some.size(), MSG_DONTWAIT) > 0) { }
    }

    RingIo io_{context_};
    TestConnection a_{io_};
    TestConnection b_{io_};
};

TEST_P(RingIoTest, ReceivesWithoutACall)
{
    ASSERT_TRUE(a_.wait());
    a_.send("bytes");
    poll();
    EXPECT_EQ(a_.got, "bytes");
    EXPECT_EQ(a_.arrivals, 0);
}

TEST_P(RingIoTest, WhatFillsABufferIsBulkFromThenOn)
{
    const std::string much(ISocketIo::bulk + 1000, 'm');
    ASSERT_TRUE(a_.wait());
    a_.send(much);
    poll();
    EXPECT_EQ(a_.got.size(), ISocketIo::bulk);
    EXPECT_TRUE(a_.expects_bulk());
    ASSERT_TRUE(a_.wait());
    poll();
    EXPECT_EQ(a_.got, much);
    EXPECT_EQ(a_.arrivals, 1);
    a_.expect_bulk(false);
    ASSERT_TRUE(a_.wait());
    a_.send("little");
    poll();
    EXPECT_EQ(a_.got, much + "little");
    EXPECT_EQ(a_.arrivals, 1);
}

TEST_P(RingIoTest, LocalPeersAreAnsweredAtOnce)
{
    a_.be_local();
    ASSERT_TRUE(a_.wait());
    a_.on_input = [this] { EXPECT_FALSE(a_.send_soon("answer")) << "with those of others"; };
    a_.send("bytes");
    poll();
    EXPECT_EQ(a_.got, "bytes");
    EXPECT_EQ(a_.arrivals, 1);
}

TEST_P(RingIoTest, BuffersComeBackFromListenersThatThrow)
{
    a_.on_input = [] { throw std::runtime_error("failed"); };
    for (int n = 0; n < 300; ++n) {
        ASSERT_TRUE(a_.wait());
        a_.send();
        EXPECT_THROW(poll(), std::runtime_error);
    }
    EXPECT_THAT(a_.got, SizeIs(300));
}

TEST_P(RingIoTest, BuffersComeBackFromWhoIsForgotten)
{
    for (int n = 0; n < 300; ++n) {
        TestConnection gone(io_);
        ASSERT_TRUE(gone.wait());
        poll();
        gone.send();
        gone.close();
        poll();
    }
    ASSERT_TRUE(a_.wait());
    a_.send();
    poll();
    EXPECT_EQ(a_.told, 1);
}

TEST_P(RingIoTest, MoreMayWaitThanTheRingHasEntries)
{
    a_.hang_up();
    std::deque<ISocketIo::Input> many;
    for (int n = 0; n < 1500; ++n)
        ASSERT_TRUE(io_.wait(many.emplace_back(a_), a_.socket()));
    run();
    EXPECT_EQ(a_.told, 1500);
}

TEST_P(RingIoTest, WhatCannotBeReceivedFromHasEnded)
{
    ISocketIo::Input none{a_};
    EXPECT_TRUE(io_.wait(none, -1));
    run();
    EXPECT_EQ(a_.told, 1);
    EXPECT_EQ(a_.got, "");
}

TEST_P(RingIoTest, OutputOfATurnGoesOutWhenItHasComeRound)
{
    in_turn([this] {
        EXPECT_TRUE(a_.send_soon("answer"));
        EXPECT_TRUE(b_.send_soon("other"));
        EXPECT_EQ(a_.receive(), "");
    });
    EXPECT_EQ(a_.receive(), "answer");
    EXPECT_EQ(b_.receive(), "other");
    EXPECT_THAT(a_.results, ElementsAre(6));
    EXPECT_THAT(b_.results, ElementsAre(5));
}

TEST_P(RingIoTest, OutputOutsideOfATurnIsLeftToItsSource)
{
    EXPECT_FALSE(a_.send_soon("answer"));
    in_turn([] {});
    EXPECT_THAT(a_.results, IsEmpty());
}

TEST_P(RingIoTest, WhoHasOutputTwiceIsAskedOnce)
{
    in_turn([this] {
        EXPECT_TRUE(a_.send_soon("old"));
        EXPECT_TRUE(a_.send_soon("new"));
    });
    EXPECT_EQ(a_.receive(), "new");
    EXPECT_THAT(a_.results, ElementsAre(3));
}

TEST_P(RingIoTest, WhoHasNothingToSendIsToldSo)
{
    in_turn([this] { EXPECT_TRUE(a_.send_soon("")); });
    EXPECT_THAT(a_.results, ElementsAre(0));
}

TEST_P(RingIoTest, WhoIsForgottenSendsNothing)
{
    in_turn([this] {
        EXPECT_TRUE(a_.send_soon("answer") && b_.send_soon("other"));
        a_.close();
    });
    EXPECT_THAT(a_.results, IsEmpty());
    EXPECT_EQ(a_.receive(), "");
    EXPECT_EQ(b_.receive(), "other");
}

TEST_P(RingIoTest, WhoIsForgottenWhileOthersAreToldIsNotTold)
{
    a_.on_sent = [this] { b_.close(); };
    b_.on_sent = [this] { a_.close(); };
    in_turn([this] { EXPECT_TRUE(a_.send_soon("answer") && b_.send_soon("other")); });
    EXPECT_EQ(a_.results.size() + b_.results.size(), 1U);
}

TEST_P(RingIoTest, WhoIsToldMaySendMore)
{
    a_.on_sent = [this] {
        if (a_.results.size() < 3) {
            EXPECT_TRUE(a_.send_soon("more"));
        }
    };
    in_turn([this] { EXPECT_TRUE(a_.send_soon("one")); });
    EXPECT_EQ(a_.receive(), "onemoremore");
}

TEST_P(RingIoTest, WhatTheSocketDoesNotTakeIsSaid)
{
    fill(a_);
    in_turn([this] { EXPECT_TRUE(a_.send_soon("answer")); });
    EXPECT_THAT(a_.results, ElementsAre(-EAGAIN));
}

TEST_P(RingIoTest, WhatTheSocketTakesInPartIsSaid)
{
    in_turn([this] { EXPECT_TRUE(a_.send_soon(std::string(4 << 20, 'm'))); });
    ASSERT_THAT(a_.results, SizeIs(1));
    EXPECT_GT(a_.results[0], 0);
    EXPECT_LT(a_.results[0], 4 << 20);
}

TEST_P(RingIoTest, APeerThatHasLeftIsSaid)
{
    a_.hang_up();
    in_turn([this] { EXPECT_TRUE(a_.send_soon("answer")); });
    EXPECT_THAT(a_.results, ElementsAre(-EPIPE));
}

TEST_P(RingIoTest, ATurnMaySendMoreThanTheRingHasEntries)
{
    a_.to_send = "x";
    std::deque<ISocketIo::Output> many;
    in_turn([&] {
        for (int n = 0; n < 1500; ++n)
            EXPECT_TRUE(io_.send_soon(many.emplace_back(a_)));
    });
    EXPECT_THAT(a_.results, AllOf(SizeIs(1500), Each(AnyOf(1, -EAGAIN))));
    EXPECT_EQ(a_.receive().size(), std::ranges::count(a_.results, 1));
}

TEST_P(RingIoTest, OutputOfATurnThatEndsByAnExceptionGoesOutNevertheless)
{
    b_.on_input = [this] {
        EXPECT_TRUE(a_.send_soon("answer"));
        throw std::runtime_error("failed");
    };
    ASSERT_TRUE(b_.wait());
    b_.send();
    EXPECT_THROW(poll(), std::runtime_error);
    poll();
    EXPECT_EQ(a_.receive(), "answer");
}

TEST_P(RingIoTest, ASourceThatThrowsDoesNotTakeTheResultFromOthers)
{
    const auto fail = [] { throw std::runtime_error("failed"); };
    a_.on_sent = b_.on_sent = fail;
    EXPECT_THROW(in_turn([this] { EXPECT_TRUE(a_.send_soon("answer") && b_.send_soon("other")); }),
                 std::runtime_error);
    EXPECT_THROW(poll(), std::runtime_error);
    poll();
    EXPECT_THAT(a_.results, ElementsAre(6));
    EXPECT_THAT(b_.results, ElementsAre(5));
}

std::vector<const char*> offered()
{
    if (!support::has_io_uring())
        return {};
    return {"Ring"};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RingIoTest);
INSTANTIATE_TEST_SUITE_P(, RingIoTest, testing::ValuesIn(offered()),
                         [](const auto& one) { return one.param; });

} // namespace
} // namespace dmq
