// SPDX-License-Identifier: BSL-1.0
// StreamWriter: what becomes of leased records.
#include "fixtures/mock_owner.hpp"
#include "fixtures/stream_fixture.hpp"

#include <dmq/node/stream_writer.hpp>

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

namespace dmq {
namespace {

using support::LentRecords;
using testing::InSequence;
using testing::StrictMock;

class WriterLeaseTest : public support::StreamTest {
protected:
    ~WriterLeaseTest() override
    {
        if (socket_.is_open())
            socket_.close();
        poll();
    }
    void verify() { testing::Mock::VerifyAndClearExpectations(mock_.get()); }

    static constexpr std::size_t record_size = 1000;
    static constexpr std::size_t wire_size = record_header + record_size;
    /// Larger than what a socket takes at once.
    const std::vector<std::string> many_ = std::vector<std::string>(500, std::string(1000, 'r'));
    const LentRecords large_{many_, many_};
    std::shared_ptr<StrictMock<support::LeaseOwner>> mock_ =
        std::make_shared<StrictMock<support::LeaseOwner>>();
    StreamWriter writer_{loop_, socket_, owner_, traffic_};
};

TEST_F(WriterLeaseTest, SmallOnesAreCopiedAndReleasedOnceSent)
{
    LentRecords small({"a"}, {"b"});
    const std::string expected = small.wire();
    writer_.write(small.lease(mock_, 1));
    small.last_byte() = '!';
    EXPECT_CALL(*mock_, release(1));
    writer_.send();
    EXPECT_EQ(receive(), expected);
}

TEST_F(WriterLeaseTest, LargeOnesAreSentFromWhereTheyLie)
{
    LentRecords large({std::string(2000, 'x')}, {"b"});
    writer_.write(large.lease(mock_, 1));
    large.last_byte() = '!';
    EXPECT_CALL(*mock_, release(1));
    writer_.send();
    EXPECT_EQ(receive(), large.wire());
}

TEST_F(WriterLeaseTest, EmptyOnesAreNothing)
{
    writer_.write(Lease());
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(WriterLeaseTest, EachIsReleasedExactlyWhenItsLastByteIsSent)
{
    limit_socket_buffer(1);
    std::vector<std::unique_ptr<LentRecords>> lent;
    std::vector<std::uint64_t> ends;
    std::uint64_t total = 0;
    std::uint64_t released = 0;
    EXPECT_CALL(*mock_, release).WillRepeatedly([&](std::uint64_t ticket) {
        EXPECT_EQ(ticket, released);
        ++released;
    });
    for (std::uint64_t i = 0; i < 60; ++i) {
        const std::string record(i % 2 == 0 ? 20 : 7000, 'x');
        lent.push_back(std::make_unique<LentRecords>(std::vector{record}, std::vector{record}));
        writer_.write(bytes_of("between"));
        writer_.write(lent.back()->lease(mock_, i));
        total += 7 + lent.back()->wire().size();
        ends.push_back(total);
    }
    writer_.send();
    for (;;) {
        const std::uint64_t sent = total - writer_.pending();
        const auto expected = std::ranges::count_if(ends, [&](auto end) { return end <= sent; });
        ASSERT_EQ(released, static_cast<std::uint64_t>(expected)) << "after " << sent << " bytes";
        if (sent == total)
            break;
        receive(1000);
        poll();
    }
    EXPECT_EQ(released, 60U);
}

TEST_F(WriterLeaseTest, WhatWasNotSentWholeGoesBackWhenThePeerLeaves)
{
    limit_socket_buffer(1);
    const LentRecords next({"a"}, {});
    writer_.write(bytes_of("200!"));
    writer_.write(large_.lease(mock_, 1));
    writer_.write(next.lease(mock_, 2));
    const std::size_t total = writer_.pending();
    writer_.send();
    for (int i = 0; i < 5; ++i) {
        ASSERT_NE(receive(3333), "");
        poll();
    }
    const std::size_t of_lease = total - writer_.pending() - 4;
    const std::size_t whole = of_lease / wire_size * wire_size;
    ASSERT_GT(whole, 0U);
    {
        const InSequence in_sequence;
        EXPECT_CALL(*mock_, put_back(1, whole));
        EXPECT_CALL(*mock_, put_back(2, 0));
    }
    hang_up();
    poll();
    EXPECT_TRUE(writer_.ended());
    verify();
}

TEST_F(WriterLeaseTest, AllGoesBackWhenNothingWasSent)
{
    hang_up();
    writer_.write(large_.lease(mock_, 1));
    EXPECT_CALL(*mock_, put_back(1, 0));
    writer_.send();
    EXPECT_TRUE(writer_.ended());
    verify();
    EXPECT_CALL(*mock_, put_back(2, 0));
    writer_.write(large_.lease(mock_, 2));
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(WriterLeaseTest, EndPutsBackWhatIsPending)
{
    writer_.write(bytes_of("x"));
    writer_.write(large_.lease(mock_, 1));
    EXPECT_CALL(*mock_, put_back(1, 0));
    writer_.end();
    verify();
}

TEST_F(WriterLeaseTest, ResetPutsBackWhatIsPending)
{
    writer_.write(large_.lease(mock_, 1));
    EXPECT_CALL(*mock_, put_back(1, 0));
    writer_.reset();
    verify();
    EXPECT_EQ(writer_.pending(), 0U);
}

TEST_F(WriterLeaseTest, SharedOnesAreKeptUntilSentAndReportedByTheirOwner)
{
    limit_socket_buffer(1);
    auto shared = std::make_shared<const Lease>(large_.lease(mock_, 1));
    writer_.write(shared);
    writer_.send();
    ASSERT_GT(writer_.pending(), 0U);
    EXPECT_EQ(shared.use_count(), 2);
    EXPECT_TRUE(receive_all() == large_.wire());
    EXPECT_EQ(shared.use_count(), 1);
    EXPECT_CALL(*mock_, put_back(1, 0));
    shared.reset();
    verify();
}

} // namespace
} // namespace dmq
