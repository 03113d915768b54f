// SPDX-License-Identifier: BSL-1.0
// A lease that stays open while the ring is full: what it keeps, and what goes on without it.
#include "manual_clock.hpp"
#include "storage/ring/ring_engine.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace dmq::ring::test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t everything = 1 << 20;
constexpr std::size_t one = 9; // wire size of the records here

class LeftRings : public testing::Test {
protected:
    void push_letters(std::string_view letters)
    {
        for (const char letter : letters)
            ASSERT_EQ(push(engine_, std::string_view(&letter, 1)), PushStatus::stored) << letter;
    }
    void wait() { clock_.time += lease_patience; }

    ManualClock clock_;
    RingEngine engine_{"ch", ByteRing(100), 0, clock_};
};

TEST_F(LeftRings, AnOldLeaseDoesNotPinTheRing)
{
    push_letters("abcdefghijk"); // 99 of 100 bytes
    const LeasedRun a = engine_.lease(0);
    engine_.release(engine_.lease(everything).ticket);
    clock_.time += lease_patience - LeaseTime(1);
    EXPECT_EQ(push(engine_, "z"), PushStatus::full) << "the lease is young";
    clock_.time += LeaseTime(1);
    push_letters("ABCDEFGHIJK");
    EXPECT_EQ(push(engine_, "z"), PushStatus::full) << "its own records fill it";
    EXPECT_EQ(engine_.usage().memory_records, 12U);
    EXPECT_EQ(engine_.usage().memory_bytes, 12 * one) << "what is lent is held";
    EXPECT_THAT(payloads(a), ElementsAre("a"));
    EXPECT_EQ(engine_.release(a.ticket).records, 1U);
    EXPECT_EQ(drain(engine_).size(), 11U);
    EXPECT_EQ(engine_.usage().memory_bytes, 0U);
}

TEST_F(LeftRings, TheClockCountsFromTheLease)
{
    push_letters("abcdefghijk");
    wait();
    const LeasedRun a = engine_.lease(0);
    engine_.release(engine_.lease(everything).ticket);
    EXPECT_EQ(push(engine_, "z"), PushStatus::full);
    engine_.put_back(a.ticket, 0);
    wait();
    engine_.lease(0);
    EXPECT_EQ(push(engine_, "z"), PushStatus::full) << "lent again just now";
}

TEST_F(LeftRings, WaitingRecordsStayWhereTheyAreAndCount)
{
    push_letters("abcdefghijk");
    const LeasedRun a = engine_.lease(0);
    engine_.release(engine_.lease(5 * one).ticket); // g to k wait
    wait();
    push_letters("ABCDEF"); // 11 that wait: full
    EXPECT_EQ(push(engine_, "z"), PushStatus::full);
    EXPECT_THAT(payloads(engine_.lease(everything)), ElementsAre("g", "h", "i", "j", "k"))
        << "a lease is in one ring";
    engine_.put_back(a.ticket, 0);
    EXPECT_THAT(drain(engine_), ElementsAre("a", "A", "B", "C", "D", "E", "F"));
}

TEST_F(LeftRings, WhatIsPutBackComesFirstFromWhicheverRing)
{
    push_letters("abcdefghijk");
    const LeasedRun ab = engine_.lease(2 * one);
    engine_.release(engine_.lease(everything).ticket);
    wait();
    push_letters("ABCDEFGHIJK");
    const LeasedRun second = engine_.lease(2 * one);
    engine_.release(engine_.lease(everything).ticket);
    wait();
    push_letters("uvw");
    const LeasedRun third = engine_.lease(2 * one);
    EXPECT_EQ(engine_.put_back(third.ticket, one).records, 1U);
    EXPECT_EQ(engine_.put_back(ab.ticket, one).records, 1U);
    EXPECT_EQ(engine_.put_back(second.ticket, 0).records, 0U);
    EXPECT_THAT(drain(engine_), ElementsAre("b", "A", "B", "v", "w"));
    push_letters("abcdefghijk");
}

TEST_F(LeftRings, OneRecordMoreThanCapacityIsNoReasonToLeave)
{
    push_letters("a");
    engine_.lease(0);
    wait();
    const std::uint64_t mapped = engine_.mapped();
    EXPECT_EQ(push(engine_, std::string(93, 'x')), PushStatus::full);
    EXPECT_EQ(engine_.mapped(), mapped);
    EXPECT_EQ(push(engine_, std::string(92, 'x')), PushStatus::stored);
    EXPECT_EQ(engine_.mapped(), 2 * mapped);
}

TEST_F(LeftRings, ClearForgetsWhatWaitsAndKeepsWhatIsLent)
{
    push_letters("abcdefghijk");
    const LeasedRun a = engine_.lease(0);
    const LeasedRun b = engine_.lease(0);
    engine_.release(engine_.lease(5 * one).ticket);
    wait();
    push_letters("ABC");
    engine_.put_back(b.ticket, 0);
    engine_.clear();
    EXPECT_FALSE(engine_.available());
    EXPECT_EQ(engine_.usage().bytes(), 0U);
    push_letters("uvwxyz");
    EXPECT_THAT(payloads(a), ElementsAre("a"));
    EXPECT_EQ(engine_.put_back(a.ticket, 0).records, 0U);
    EXPECT_THAT(drain(engine_), ElementsAre("u", "v", "w", "x", "y", "z"));
    EXPECT_THAT(engine_.held(), IsEmpty());
}

TEST_F(LeftRings, AllThatIsHeldIsThereForADump)
{
    push_letters("abcdefghijk");
    engine_.lease(0);
    engine_.release(engine_.lease(8 * one).ticket); // j and k wait
    wait();
    push_letters("AB");
    engine_.lease(0);
    std::string bytes;
    for (const Bytes piece : engine_.held())
        bytes += text_of(piece);
    EXPECT_EQ(bytes, wire({"a", "j", "k", "A", "B"}));
    EXPECT_EQ(engine_.records(), 5U);
}

TEST(LeftRingsMemory, GivesPagesBackAndKeepsWhatIsLent)
{
    ManualClock clock;
    RingEngine engine("ch", ByteRing(1 << 20), 0, clock);
    const std::string record(10'000, 'r');
    while (push(engine, record) == PushStatus::stored) { }
    const LeasedRun first = engine.lease(0);
    engine.release(engine.lease(50 * 10'008).ticket);
    const LeasedRun middle = engine.lease(0);
    clock.time += lease_patience;
    ASSERT_EQ(push(engine, record), PushStatus::stored);
    Payloads rest = drain(engine);
    EXPECT_EQ(rest.size(), 104U - 52 + 1);
    EXPECT_THAT(rest, Each(record));
    EXPECT_THAT(payloads(first), ElementsAre(record));
    EXPECT_THAT(payloads(middle), ElementsAre(record));
    engine.release(middle.ticket);
    engine.put_back(first.ticket, 0);
    EXPECT_THAT(drain(engine), ElementsAre(record));
    EXPECT_EQ(engine.mapped(), 1U << 20);
}

TEST(LeftRingsMemory, IsBounded)
{
    constexpr std::uint64_t capacity = 1 << 20;
    ManualClock clock;
    RingEngine engine("ch", ByteRing(capacity), 0, clock);
    const std::string record(capacity - record_header, 'r');
    std::vector<std::uint64_t> tickets;
    while (push(engine, record) == PushStatus::stored) {
        tickets.push_back(engine.lease(0).ticket);
        clock.time += lease_patience;
    }
    EXPECT_EQ(tickets.size(), 16U) << "15 left, 1 MiB and what goes with it each; one pinned";
    engine.release(tickets.front());
    EXPECT_EQ(push(engine, record), PushStatus::stored);
}

} // namespace
} // namespace dmq::ring::test
