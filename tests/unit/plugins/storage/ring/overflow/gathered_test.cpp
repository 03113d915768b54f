// SPDX-License-Identifier: BSL-1.0
// Records that are pushed before their answers leave go to the disk together.
#include "overflow_support.hpp"

#include <dmq/node/deferred_work.hpp>

#include <gmock/gmock.h>

#include <cerrno>
#include <optional>

namespace dmq::ring::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class Gathered : public RunningStorage {
protected:
    Gathered() : RunningStorage(0) { }

    std::size_t writes() const { return run_->ops.calls.count("pwritev"); }
    Stored stop()
    {
        burst_.reset();
        EXPECT_TRUE((*run_)->shutdown());
        run_.reset();
        return read_like_the_original(dir_);
    }
    /// What a node would find that starts on the files as they are now.
    Stored after_a_crash() const
    {
        const TempDir copy;
        for (const auto& [name, content] : dir_.files())
            copy.write(name, content);
        StorageRun next(copy, 0);
        next->started();
        EXPECT_TRUE(next->shutdown());
        return read_like_the_original(copy);
    }

    std::optional<DeferredWork> burst_{std::in_place};
};

TEST_F(Gathered, OneWriteForABurst)
{
    push(0, 100);
    EXPECT_EQ(writes(), 0U);
    DeferredWork::settle();
    EXPECT_EQ(writes(), 1U);
    EXPECT_THAT(after_a_crash(), ElementsAre(Pair("ch", numbered(0, 100))));
    push(100, 200);
    DeferredWork::settle();
    EXPECT_EQ(writes(), 3U) << "and the link to the burst";
    EXPECT_THAT(after_a_crash(), ElementsAre(Pair("ch", numbered(0, 200))));
}

TEST_F(Gathered, EachRecordIsWrittenWhereNothingIsAnswered)
{
    burst_.reset();
    push(0, 3);
    EXPECT_EQ(writes(), 5U);
}

TEST_F(Gathered, OnlyTheBurstIsLostWithTheProcess)
{
    push(0, 3);
    DeferredWork::settle();
    push(3, 6);
    EXPECT_THAT(after_a_crash(), ElementsAre(Pair("ch", numbered(0, 3))));
}

TEST_F(Gathered, WhatIsNotWrittenYetIsRead)
{
    push(0, 3);
    DeferredWork::settle();
    push(3, 6);
    for (int n = 0; n < 6; ++n)
        EXPECT_EQ(pop(queue()), numbered(n));
    EXPECT_FALSE(queue().available());
}

TEST_F(Gathered, QueuesTakeTurns)
{
    for (int n = 0; n < 50; ++n) {
        push(n, n + 1, "a");
        push(n, n + 1, "b");
        if (n % 20 == 10)
            DeferredWork::settle();
    }
    EXPECT_THAT(stop(), ElementsAre(Pair("a", numbered(0, 50)), Pair("b", numbered(0, 50))));
}

TEST_F(Gathered, MoreQueuesThanLinksAreKeptFor)
{
    Stored expected;
    for (int round = 0; round < 3; ++round) {
        for (int n = 0; n < 40; ++n)
            push(round, round + 1, "ch" + numbered(n));
        DeferredWork::settle();
    }
    for (int n = 0; n < 40; ++n)
        expected["ch" + numbered(n)] = numbered(0, 3);
    EXPECT_EQ(after_a_crash(), expected);
    EXPECT_EQ(stop(), expected);
}

TEST_F(Gathered, RecordsOfAllSizes)
{
    Payloads records;
    for (int n = 0; n < 60; ++n)
        records.push_back(numbered(n) + std::string(static_cast<std::size_t>(n) * n * 100, 'x'));
    for (const std::string& record : records)
        ASSERT_EQ(test::push(queue(), record), PushStatus::stored);
    DeferredWork::settle();
    EXPECT_THAT(after_a_crash(), ElementsAre(Pair("ch", records)));
    for (const std::string& record : records)
        ASSERT_EQ(pop(queue()), record);
}

TEST_F(Gathered, ACommitWritesThem)
{
    push(0, 10);
    (*run_)->commit();
    EXPECT_THAT(after_a_crash(), ElementsAre(Pair("ch", numbered(0, 10))));
}

TEST_F(Gathered, AFullDiskRefusesARecordAtOnce)
{
    push(0, 1);
    DeferredWork::settle();
    run_->ops.fault = [](std::string_view call, const std::string&) {
        return call == "fallocate" || call == "pwritev" ? ENOSPC : 0;
    };
    EXPECT_EQ(test::push(queue(), std::string(200 << 10, 'x')), PushStatus::full);
    repair();
    push(1, 3);
    EXPECT_THAT(stop(), ElementsAre(Pair("ch", numbered(0, 3))));
}

TEST_F(Gathered, WithoutRoomReservedEachRecordIsWritten)
{
    for (const int reason : {ENOSPC, EOPNOTSUPP}) {
        SCOPED_TRACE(reason);
        fail("fallocate", reason);
        const std::size_t before = writes();
        push(0, 3);
        EXPECT_GE(writes() - before, 5U);
        queue().clear();
    }
}

TEST_F(Gathered, WhatCannotBeWrittenStaysAndNothingIsAdded)
{
    push(0, 10);
    const CapturedLog log;
    fail("pwritev", EIO);
    DeferredWork::settle();
    EXPECT_THAT(log.of("error"),
                ElementsAre(AllOf(HasSubstr("cannot write "), HasSubstr("1 failures"))));
    EXPECT_EQ(test::push(queue(), numbered(10)), PushStatus::failed);
    EXPECT_EQ(pop(queue()), numbered(0));
    (*run_)->commit();
    repair();
    push(10, 12);
    EXPECT_THAT(stop(), ElementsAre(Pair("ch", numbered(1, 12))));
}

TEST_F(Gathered, AFailureInTheMiddleOfTheWriteIsMendedByTheNext)
{
    push(0, 2);
    DeferredWork::settle();
    for (int nth = 0; nth < 20; ++nth) {
        const CapturedLog quiet;
        push(2 * nth + 2, 2 * nth + 4);
        run_->ops.at_most = 10; // a write goes in pieces
        fail("pwritev", EIO, nth);
        DeferredWork::settle();
        repair();
        const auto found = after_a_crash();
        ASSERT_GE(found.at("ch").size(), 2U * nth + 2) << "what was answered before is there";
        run_->ops.at_most = 0;
        (*run_)->commit();
        ASSERT_THAT(after_a_crash(), ElementsAre(Pair("ch", numbered(0, 2 * nth + 4))));
    }
}

} // namespace
} // namespace dmq::ring::test
