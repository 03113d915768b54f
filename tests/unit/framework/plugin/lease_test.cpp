// SPDX-License-Identifier: BSL-1.0
// Lease: what is reported to the owner, and when.
#include "fixtures/mock_owner.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <utility>

namespace dmq {
namespace {

using support::LentRecords;
using testing::StrictMock;

class LeaseTest : public testing::Test {
protected:
    Lease lend() { return records_.lease(owner_, 7); }

    LentRecords records_{{"a", "bbbb"}, {"cc", "d"}}; // 9, 12, 10 and 9 bytes
    std::shared_ptr<StrictMock<support::LeaseOwner>> owner_ =
        std::make_shared<StrictMock<support::LeaseOwner>>();
};

TEST_F(LeaseTest, AnEmptyOneHasNobodyToReportTo)
{
    Lease lease;
    EXPECT_TRUE(lease.empty());
    EXPECT_EQ(lease.size(), 0U);
    lease.done_through(100);
    lease.done();
}

TEST_F(LeaseTest, ShowsItsRecords)
{
    EXPECT_CALL(*owner_, put_back(7, 0));
    const Lease lease = lend();
    EXPECT_FALSE(lease.empty());
    EXPECT_EQ(lease.records(), 4U);
    EXPECT_EQ(lease.size(), 40U);
    EXPECT_EQ(lease.spans()[0].size(), 21U);
    EXPECT_EQ(lease.spans()[1].size(), 19U);
}

TEST_F(LeaseTest, DoneReleasesOnce)
{
    EXPECT_CALL(*owner_, release(7));
    Lease lease = lend();
    lease.done();
    lease.done();
}

TEST_F(LeaseTest, DestructionPutsAllBack)
{
    EXPECT_CALL(*owner_, put_back(7, 0));
    lend();
}

TEST_F(LeaseTest, DoneThroughCountsWholeRecords)
{
    for (std::size_t sent = 0; sent <= 40; ++sent) {
        const std::size_t whole = sent >= 40 ? 40
            : sent >= 31                     ? 31
            : sent >= 21                     ? 21
            : sent >= 9                      ? 9
                                             : 0;
        EXPECT_CALL(*owner_, put_back(7, whole)).Times(1).RetiresOnSaturation();
        Lease lease = lend();
        lease.done_through(sent);
    }
}

TEST_F(LeaseTest, DoneThroughGrowsByteByByte)
{
    EXPECT_CALL(*owner_, put_back(7, 31));
    Lease lease = lend();
    for (std::size_t sent = 0; sent < 40; ++sent)
        lease.done_through(sent);
}

TEST_F(LeaseTest, DoneThroughWorksWithOneSpan)
{
    const LentRecords one({"a", "b"}, {});
    EXPECT_CALL(*owner_, put_back(1, 9));
    Lease lease = one.lease(owner_, 1);
    lease.done_through(17);
}

TEST_F(LeaseTest, DoneAfterDoneThroughReleasesAll)
{
    EXPECT_CALL(*owner_, release(7));
    Lease lease = lend();
    lease.done_through(9);
    lease.done();
}

TEST_F(LeaseTest, MovingTakesEverythingAlong)
{
    EXPECT_CALL(*owner_, put_back(7, 9));
    std::optional<Lease> from(lend());
    from->done_through(9);
    Lease to(std::move(*from));
    from.reset();
    EXPECT_EQ(to.records(), 4U);
    to.done_through(20);
}

TEST_F(LeaseTest, AMovedOneIsEmpty)
{
    EXPECT_CALL(*owner_, put_back(7, 0));
    Lease from = lend();
    const Lease to(std::move(from));
    EXPECT_TRUE(from.empty()); // NOLINT(bugprone-use-after-move): that is the question
    from.done();
}

TEST_F(LeaseTest, AssignmentPutsTheOldOneBack)
{
    Lease lease = records_.lease(owner_, 1);
    lease.done_through(9);
    EXPECT_CALL(*owner_, put_back(1, 9));
    lease = records_.lease(owner_, 2);
    testing::Mock::VerifyAndClearExpectations(owner_.get());
    EXPECT_CALL(*owner_, release(2));
    lease.done();
}

TEST_F(LeaseTest, KeepsItsOwnerAlive)
{
    const std::weak_ptr<ILeaseOwner> owner = owner_;
    EXPECT_CALL(*owner_, release(7));
    Lease lease = lend();
    owner_.reset();
    EXPECT_FALSE(owner.expired());
    lease.done();
    EXPECT_TRUE(owner.expired());
}

} // namespace
} // namespace dmq
