// SPDX-License-Identifier: BSL-1.0
// Leases: how much is lent, what comes back where, what clear() leaves.
#include "storage/ring/ring_engine.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace dmq::ring::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t everything = 1 << 20;
constexpr std::size_t one = 9; // wire size of the records here

class Leases : public testing::Test {
protected:
    void push_letters(std::string_view letters)
    {
        for (const char letter : letters)
            ASSERT_EQ(push(engine_, std::string_view(&letter, 1)), PushStatus::stored);
    }

    RingEngine engine_{"ch", ByteRing(100)};
};

TEST_F(Leases, TakeAtLeastOneAndAsManyAsFit)
{
    push_letters("abcdef");
    EXPECT_THAT(payloads(engine_.lease(0)), ElementsAre("a"));
    EXPECT_THAT(payloads(engine_.lease(2 * one)), ElementsAre("b", "c"));
    EXPECT_THAT(payloads(engine_.lease(2 * one - 1)), ElementsAre("d"));
    EXPECT_THAT(payloads(engine_.lease(everything)), ElementsAre("e", "f"));
    EXPECT_FALSE(engine_.available());
    EXPECT_EQ(engine_.lease(everything).records, 0U);
    EXPECT_EQ(engine_.usage().memory_records, 6U);
}

TEST_F(Leases, EndInAnyOrder)
{
    push_letters("abc");
    const LeasedRun a = engine_.lease(0);
    const LeasedRun b = engine_.lease(0);
    const LeasedRun c = engine_.lease(0);
    EXPECT_EQ(engine_.release(b.ticket).records, 1U);
    EXPECT_EQ(engine_.usage().memory_bytes, 2 * one);
    EXPECT_EQ(engine_.release(c.ticket).bytes, 1U);
    EXPECT_THAT(payloads(a), ElementsAre("a"));
    EXPECT_EQ(engine_.release(a.ticket).records, 1U);
    EXPECT_EQ(engine_.usage().memory_records, 0U);
}

TEST_F(Leases, ReturnedRecordsComeFirstInTheirOrder)
{
    push_letters("abcdef");
    const LeasedRun ab = engine_.lease(2 * one);
    const LeasedRun cd = engine_.lease(2 * one);
    EXPECT_THAT(payloads(engine_.lease(0)), ElementsAre("e"));
    engine_.put_back(cd.ticket, 0);
    EXPECT_TRUE(engine_.available());
    const Delivered delivered = engine_.put_back(ab.ticket, one);
    EXPECT_EQ(delivered.records, 1U);
    EXPECT_EQ(delivered.bytes, 1U);
    EXPECT_THAT(drain(engine_), ElementsAre("b", "c", "d", "f"));
}

TEST_F(Leases, PuttingBackTheLatestLendsItTogetherWithNewerOnes)
{
    push_letters("abcd");
    const LeasedRun ab = engine_.lease(2 * one);
    engine_.put_back(ab.ticket, 0);
    EXPECT_THAT(payloads(engine_.lease(everything)), ElementsAre("a", "b", "c", "d"));
}

TEST_F(Leases, PuttingBackFromTheEndReleases)
{
    push_letters("ab");
    const LeasedRun ab = engine_.lease(everything);
    EXPECT_EQ(engine_.put_back(ab.ticket, ab.size()).records, 2U);
    EXPECT_EQ(engine_.usage().records(), 0U);
}

TEST_F(Leases, ARecordSentInPartComesBackWhole)
{
    push_letters("ab");
    const LeasedRun ab = engine_.lease(everything);
    EXPECT_EQ(engine_.put_back(ab.ticket, one + 3).records, 1U);
    EXPECT_THAT(drain(engine_), ElementsAre("b"));
}

TEST_F(Leases, PartOfAReturnedLeaseIsLentAgain)
{
    push_letters("abcde");
    const LeasedRun abc = engine_.lease(3 * one);
    const LeasedRun d = engine_.lease(0);
    engine_.put_back(abc.ticket, 0);
    EXPECT_THAT(payloads(engine_.lease(0)), ElementsAre("a"));
    EXPECT_THAT(payloads(engine_.lease(everything)), ElementsAre("b", "c"));
    engine_.put_back(d.ticket, 0);
    EXPECT_THAT(payloads(engine_.lease(everything)), ElementsAre("d", "e"));
}

TEST_F(Leases, UnknownTicketsAreIgnored)
{
    push_letters("ab");
    const LeasedRun a = engine_.lease(0);
    engine_.release(a.ticket);
    EXPECT_EQ(engine_.release(a.ticket).records, 0U);
    EXPECT_EQ(engine_.put_back(a.ticket, 0).records, 0U);
    EXPECT_EQ(engine_.release(0).records, 0U);
    EXPECT_THAT(drain(engine_), ElementsAre("b"));
}

TEST_F(Leases, PinTheirMemoryUntilTheOldestIsDelivered)
{
    push_letters("abcdefghijk"); // 99 of 100 bytes
    const LeasedRun a = engine_.lease(0);
    const LeasedRun rest = engine_.lease(everything);
    engine_.release(rest.ticket);
    EXPECT_EQ(engine_.usage().memory_bytes, one);
    EXPECT_EQ(push(engine_, "z"), PushStatus::full);
    EXPECT_THAT(payloads(a), ElementsAre("a"));
    engine_.release(a.ticket);
    EXPECT_EQ(push(engine_, std::string(92, 'z')), PushStatus::stored);
}

TEST_F(Leases, AcrossTheWrapHaveTwoSpans)
{
    push_letters("abcdefghijk");
    for (int i = 0; i < 10; ++i)
        pop(engine_);
    push_letters("lm");
    const LeasedRun run = engine_.lease(everything);
    EXPECT_EQ(text_of(run.spans[0]), wire({"k"}));
    EXPECT_EQ(text_of(run.spans[1]), wire({"l", "m"}));
    EXPECT_EQ(engine_.put_back(run.ticket, 2 * one).records, 2U);
    EXPECT_THAT(drain(engine_), ElementsAre("m"));
}

TEST_F(Leases, StayReadableAfterClear)
{
    push_letters("abcdef");
    const LeasedRun ab = engine_.lease(2 * one);
    const LeasedRun c = engine_.lease(0);
    engine_.clear();
    EXPECT_EQ(engine_.usage().records(), 0U);
    EXPECT_EQ(engine_.usage().bytes(), 0U);
    EXPECT_FALSE(engine_.available());
    push_letters("uvwxyz");
    EXPECT_THAT(payloads(ab), ElementsAre("a", "b"));
    EXPECT_EQ(engine_.put_back(ab.ticket, 0).records, 0U);
    EXPECT_EQ(engine_.release(c.ticket).records, 0U);
    EXPECT_THAT(drain(engine_), ElementsAre("u", "v", "w", "x", "y", "z"));
}

TEST_F(Leases, ReturnedRecordsAreForgottenByClear)
{
    push_letters("abc");
    const LeasedRun a = engine_.lease(0);
    const LeasedRun b = engine_.lease(0);
    engine_.put_back(a.ticket, 0);
    engine_.clear();
    EXPECT_FALSE(engine_.available());
    engine_.put_back(b.ticket, 0);
    EXPECT_THAT(drain(engine_), IsEmpty());
    EXPECT_EQ(push(engine_, std::string(92, 'z')), PushStatus::stored);
}

TEST_F(Leases, RenameRefusesWhatCannotBeAFile)
{
    engine_.rename("sub@ch");
    EXPECT_EQ(engine_.name(), "sub@ch");
    EXPECT_THROW(engine_.rename("../ch"), std::invalid_argument);
    EXPECT_EQ(engine_.name(), "sub@ch");
}

} // namespace
} // namespace dmq::ring::test
