// SPDX-License-Identifier: BSL-1.0
// Lease: what is reported to the owner, and when.
#include "fixtures/mock_owner.hpp"

#include <gmock/gmock.h>

#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

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

class DoneLeasesTest : public LeaseTest {
protected:
    /// Reports are lists of tickets.
    class Owner : public support::LeaseOwner {
    public:
        void release_all(std::span<const std::uint64_t> tickets) noexcept override
        {
            reports.emplace_back(tickets.begin(), tickets.end());
        }
        std::vector<std::vector<std::uint64_t>> reports;
    };
    using Reports = std::vector<std::vector<std::uint64_t>>;

    void add(DoneLeases& done, const std::shared_ptr<Owner>& owner, std::uint64_t ticket)
    {
        Lease lease = records_.lease(owner, ticket);
        done.add(lease);
    }

    std::shared_ptr<Owner> one_ = std::make_shared<Owner>();
    std::shared_ptr<Owner> other_ = std::make_shared<Owner>();
};

TEST_F(DoneLeasesTest, ReportsThoseOfOneOwnerTogether)
{
    {
        DoneLeases done;
        for (const std::uint64_t ticket : {3, 1, 2})
            add(done, one_, ticket);
        EXPECT_EQ(one_->reports, Reports());
    }
    EXPECT_EQ(one_->reports, (Reports{{3, 1, 2}}));
}

TEST_F(DoneLeasesTest, ReportsWhenTheOwnerChanges)
{
    {
        DoneLeases done;
        add(done, one_, 1);
        add(done, other_, 2);
        EXPECT_EQ(one_->reports, (Reports{{1}}));
        add(done, one_, 3);
        EXPECT_EQ(other_->reports, (Reports{{2}}));
    }
    EXPECT_EQ(one_->reports, (Reports{{1}, {3}}));
}

TEST_F(DoneLeasesTest, TakesAnyNumber)
{
    {
        DoneLeases done;
        for (std::uint64_t ticket = 0; ticket < 130; ++ticket)
            add(done, one_, ticket);
    }
    std::vector<std::uint64_t> all;
    for (const auto& report : one_->reports)
        all.insert(all.end(), report.begin(), report.end());
    std::vector<std::uint64_t> expected(130);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(all, expected);
    EXPECT_LE(one_->reports.size(), 3U);
}

TEST_F(DoneLeasesTest, LeasesThatAreDoneAlreadyAreNobodys)
{
    DoneLeases done;
    Lease empty;
    done.add(empty);
    EXPECT_CALL(*owner_, release(7));
    Lease lease = lend();
    lease.done();
    done.add(lease);
}

TEST_F(DoneLeasesTest, AnOwnerOfSingleTicketsHearsOfEach)
{
    DoneLeases done;
    EXPECT_CALL(*owner_, release(7)).Times(2);
    for (int i = 0; i < 2; ++i) {
        Lease lease = lend();
        done.add(lease);
    }
}

} // namespace
} // namespace dmq
