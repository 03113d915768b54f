// SPDX-License-Identifier: BSL-1.0
// StreamWriter: output of a turn of the loop, which may go out when the turn ends.
#include "fixtures/mock_owner.hpp"
#include "fixtures/stream_fixture.hpp"
#include "net/socket_io_fixture.hpp"

#include <dmq/node/deferred_work.hpp>
#include <dmq/node/stream_writer.hpp>

#include <gmock/gmock.h>

#include <string>

namespace dmq {
namespace {

using support::LentRecords;

class WriterTurnTest : public support::StreamTest {
protected:
    using StreamTest::StreamTest;
    ~WriterTurnTest() override
    {
        writer_.end();
        if (socket_.is_open())
            socket_.close();
        poll();
    }

    /// Runs `work` as part of a turn, then ends the turn.
    void in_turn(const std::function<void()>& work)
    {
        support::run_in_turn(loop_.socket_io(), work, [this] { poll(); });
    }
    void write_and_send_soon(std::string_view bytes)
    {
        writer_.write(bytes_of(bytes));
        writer_.send_soon();
    }

    StreamWriter writer_{loop_, socket_, owner_, traffic_};
};

TEST_F(WriterTurnTest, AllOfATurnGoesOutInOrder)
{
    in_turn([this] {
        write_and_send_soon("one");
        write_and_send_soon("two");
    });
    EXPECT_EQ(receive(), "onetwo");
    EXPECT_EQ(writer_.pending(), 0U);
    EXPECT_EQ(traffic_.sent, 6U);
}

TEST_F(WriterTurnTest, OutputOutsideOfATurnGoesOutAtOnce)
{
    write_and_send_soon("now");
    EXPECT_EQ(receive(), "now");
}

TEST_F(WriterTurnTest, WhatCannotWaitTakesTheRestAlong)
{
    in_turn([this] {
        write_and_send_soon("one");
        writer_.write(bytes_of("two"));
        writer_.send();
        EXPECT_EQ(receive(), "onetwo");
    });
    EXPECT_EQ(receive(), "");
}

TEST_F(WriterTurnTest, LentRecordsStayInTheirPlace)
{
    const LentRecords large({std::string(5000, 'x')}, {"b"});
    const auto mock = std::make_shared<testing::StrictMock<support::LeaseOwner>>();
    EXPECT_CALL(*mock, release(1));
    in_turn([&] {
        write_and_send_soon("before");
        writer_.write(large.lease(mock, 1));
        write_and_send_soon("after");
    });
    EXPECT_EQ(receive(), "before" + large.wire() + "after");
}

TEST_F(WriterTurnTest, WhatTheSocketDoesNotTakeFollows)
{
    limit_socket_buffer(1);
    std::string all(100'000, 'a');
    in_turn([&] { write_and_send_soon(all); });
    EXPECT_GT(writer_.pending(), 0U);
    in_turn([&] { write_and_send_soon("end"); });
    EXPECT_EQ(receive_all(), all + "end");
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(WriterTurnTest, WhatWasPutOffIsDoneBeforeAnythingIsSent)
{
    support::PutOffWork work;
    work.on_settle = [&] { EXPECT_EQ(receive(), ""); };
    const DeferredWork deferred;
    in_turn([&] {
        ASSERT_TRUE(defer_until_answers(work));
        write_and_send_soon("abc");
    });
    EXPECT_EQ(work.calls, 1);
    EXPECT_EQ(receive(), "abc");
}

TEST_F(WriterTurnTest, APeerThatHasLeftEndsTheWriter)
{
    hang_up();
    in_turn([this] { write_and_send_soon("abc"); });
    EXPECT_TRUE(writer_.ended());
}

TEST_F(WriterTurnTest, WhatEndsInTheSameTurnIsNotSent)
{
    in_turn([this] {
        write_and_send_soon("abc");
        writer_.end();
    });
    EXPECT_TRUE(writer_.ended());
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(WriterTurnTest, TheNextConnectionGetsNothingOfThis)
{
    in_turn([this] {
        write_and_send_soon("abc");
        socket_.close();
        writer_.end();
        writer_.reset();
        hang_up();
        connect();
        write_and_send_soon("next");
    });
    EXPECT_EQ(receive(), "next");
}

} // namespace
} // namespace dmq
