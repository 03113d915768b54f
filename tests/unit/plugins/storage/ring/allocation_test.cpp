// SPDX-License-Identifier: BSL-1.0
// The hot path of a queue does not allocate.
#include "counting_new.hpp"
#include "manual_clock.hpp"
#include "storage/ring/ring_engine.hpp"
#include "support.hpp"

#include <gtest/gtest.h>

namespace dmq::ring::test {
namespace {

TEST(Allocation, NoneForPushLeaseRelease)
{
    RingEngine engine("ch", ByteRing(1000));
    const Bytes record = bytes_of("a record");
    const auto once = [&] {
        engine.push(record);
        engine.release(engine.lease(0).ticket);
    };
    once();
    const std::size_t before = allocations();
    for (int i = 0; i < 10000; ++i)
        once();
    EXPECT_EQ(allocations(), before);
}

TEST(Allocation, NoneWithLeasesThatOverlapForEver)
{
    RingEngine engine("ch", ByteRing(1000));
    const Bytes record = bytes_of("a record");
    engine.push(record);
    std::uint64_t last = engine.lease(0).ticket;
    const auto once = [&] {
        engine.push(record);
        const std::uint64_t next = engine.lease(0).ticket;
        engine.release(last);
        last = next;
    };
    for (int i = 0; i < 100; ++i)
        once();
    const std::size_t before = allocations();
    for (int i = 0; i < 10000; ++i)
        once();
    EXPECT_EQ(allocations(), before);
}

TEST(Allocation, BoundedByTheOpenLeasesBehindAStuckOne)
{
    const ManualClock clock; // the stuck one is not left behind
    RingEngine engine("ch", ByteRing(1 << 20), 0, clock);
    const Bytes record = bytes_of("a record");
    engine.push(record);
    engine.lease(0); // stuck
    const std::size_t before = allocations();
    while (engine.push(record) == PushStatus::stored)
        engine.release(engine.lease(0).ticket);
    EXPECT_LT(allocations() - before, 4U);
}

} // namespace
} // namespace dmq::ring::test
