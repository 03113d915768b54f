// SPDX-License-Identifier: BSL-1.0
// A queue that goes on on the disk: order, files, restarts, limits.
#include "overflow_support.hpp"
#include "storage/ring/ring_engine.hpp"

#include <gmock/gmock.h>

namespace dmq::ring::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::uint64_t three = 39; // bytes: room for three numbered records

class OverflowQueue : public testing::Test {
protected:
    void start(std::uint64_t capacity = three) { start(capacity, dir_.overflow_settings()); }
    void start(std::uint64_t capacity, const StorageSettings& settings)
    {
        run_.reset();
        run_ = std::make_unique<StorageRun>(settings, capacity);
        (*run_)->started();
    }
    void stop()
    {
        EXPECT_TRUE((*run_)->shutdown());
        run_.reset();
    }
    IStorageEngine& queue(const std::string& name = "ch") { return run_->queue(name); }
    void push(int begin, int end, const std::string& name = "ch")
    {
        for (int n = begin; n < end; ++n)
            ASSERT_EQ(test::push(queue(name), numbered(n)), PushStatus::stored);
    }
    std::string file(const std::string& name) const
    {
        const auto files = dir_.files();
        const auto found = files.find(name);
        return found == files.end() ? "(none)" : found->second;
    }

    TempDir dir_;
    std::unique_ptr<StorageRun> run_;
};

TEST_F(OverflowQueue, FirstInFirstOutAcrossMemoryAndDisk)
{
    start();
    push(0, 6);
    EXPECT_EQ(queue().usage().memory_records, 3U);
    EXPECT_EQ(queue().usage().overflow_records, 3U);
    EXPECT_EQ(queue().usage().overflow_bytes, 15U);
    EXPECT_EQ(pop(queue()), numbered(0));
    push(6, 7); // memory has room, but older records are on the disk
    EXPECT_EQ(queue().usage().overflow_records, 4U);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(1, 7)));
    EXPECT_FALSE(queue().available());
    EXPECT_EQ(queue().usage().records(), 0U);
    push(7, 8);
    EXPECT_EQ(queue().usage().memory_records, 1U);
}

TEST_F(OverflowQueue, TheDataFileIsThatOfTheSpecification)
{
    start(0);
    push(0, 1, "one");
    push(1, 2, "two");
    push(2, 3, "one");
    const std::string expected = std::string("QDSKOF01") +
        // channel 1, next 74, parity 1^74^5, length 5
        std::string("\1\0\0\0\0\0\0\0\x4a\0\0\0\0\0\0\0\x4e\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0", 32) +
        "r0000" +
        std::string("\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0", 32) +
        "r0001" +
        std::string("\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0", 32) +
        "r0002";
    EXPECT_EQ(file("overflow.dat"), expected);
    stop();
    EXPECT_EQ(file("overflow.dat"), expected);
    EXPECT_EQ(file("ofchannels.csv"), "one 2 10 8 82\ntwo 1 5 45 45\n");
    EXPECT_THAT(dir_.files(), SizeIs(2));
}

TEST_F(OverflowQueue, ARunIsChainedWithinItselfAndToWhatCameBefore)
{
    start();
    EXPECT_EQ(push_run(queue(), numbered(0, 5)).stored, 5U);
    push(0, 1, "other");
    EXPECT_EQ(push_run(queue(), numbered(5, 9)).stored_bytes, 20U);
    EXPECT_EQ(push_run(queue("other"), numbered(1, 6)).stored, 5U);
    stop();
    EXPECT_THAT(read_like_the_original(dir_),
                ElementsAre(Pair("ch", numbered(0, 9)), Pair("other", numbered(0, 6))));
}

TEST_F(OverflowQueue, RecordsOfAnySizeGoThrough)
{
    start(100);
    Payloads records;
    for (const std::size_t size : {5000U, 1U, 92U, 93U, 300000U, 7U, 2000000U, 262144U, 262112U})
        records.emplace_back(size, static_cast<char>('a' + records.size()));
    EXPECT_EQ(push_run(queue(), records).stored, records.size());
    for (const auto& record : records)
        EXPECT_EQ(test::push(queue(), record), PushStatus::stored);
    stop();
    start(100);
    Payloads twice = records;
    twice.insert(twice.end(), records.begin(), records.end());
    EXPECT_THAT(drain(queue()), ElementsAreArray(twice));
    stop();
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(OverflowQueue, AQueueWithoutMemoryLivesOnTheDisk)
{
    start(0);
    EXPECT_EQ(push_run(queue(), numbered(0, 5)).stored, 5U);
    EXPECT_EQ(queue().usage().memory_records, 0U);
    EXPECT_EQ(queue().usage().percent(), 100U);
    const LeasedRun lease = queue().lease(1000);
    EXPECT_THAT(payloads(lease), ElementsAre(numbered(0)));
    EXPECT_EQ(pop(queue()), numbered(1)) << "the lease is not in its way";
    queue().put_back(lease.ticket, 0);
    EXPECT_TRUE(queue().available());
    stop();
    EXPECT_THAT(dir_.files(), Not(Contains(Key("ch.rq")))) << "the original could not load it";
    EXPECT_THAT(
        read_like_the_original(dir_),
        ElementsAre(Pair("ch", Payloads{numbered(0), numbered(2), numbered(3), numbered(4)})));
    start(0);
    EXPECT_THAT(drain(queue()), ElementsAre(numbered(0), numbered(2), numbered(3), numbered(4)));
}

TEST_F(OverflowQueue, WhatIsPutBackComesBeforeWhatIsOnTheDisk)
{
    start();
    push(0, 8);
    const LeasedRun a = queue().lease(0), b = queue().lease(0);
    const LeasedRun c = queue().lease(0);
    EXPECT_THAT(payloads(c), ElementsAre(numbered(2)));
    EXPECT_EQ(pop(queue()), numbered(3)) << "lent records are not in its way";
    queue().put_back(a.ticket, 0);
    EXPECT_EQ(pop(queue()), numbered(0));
    EXPECT_EQ(pop(queue()), numbered(4));
    queue().put_back(b.ticket, 0);
    queue().release(c.ticket);
    EXPECT_THAT(drain(queue()), ElementsAre(numbered(1), numbered(5), numbered(6), numbered(7)));
}

TEST_F(OverflowQueue, ALeaseThatStaysOpenKeepsNothingFromOthers)
{
    start();
    push(0, 20);
    const LeasedRun stuck = queue().lease(1000);
    EXPECT_EQ(stuck.records, 3U);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(3, 20)));
    EXPECT_EQ(queue().usage().records(), 3U);
    EXPECT_THAT(payloads(stuck), ElementsAreArray(numbered(0, 3)));
    queue().put_back(stuck.ticket, 0);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(0, 3)));
    stop();
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(OverflowQueue, LeasesBesideTheMemoryAreSavedWithIt)
{
    start();
    push(0, 20);
    EXPECT_EQ(queue().lease(1000).records, 3U);
    const LeasedRun second = queue().lease(1000);
    EXPECT_EQ(queue().lease(1000).records, 3U);
    EXPECT_EQ(queue().usage().memory_records, 9U) << "three times what memory has room for";
    queue().put_back(second.ticket, 0);
    EXPECT_EQ(queue().usage().records(), 20U);
    stop();
    EXPECT_EQ(file("ch.rq"), dump(numbered(0, 3))) << "the original can load no more";
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("ch", numbered(0, 20))));
    start();
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(0, 20)));
}

TEST_F(OverflowQueue, APushFindsMemoryAgainWhenALeaseIsOld)
{
    start();
    push(0, 3);
    const LeasedRun stuck = queue().lease(0);
    EXPECT_THAT(drain(queue()), ElementsAre(numbered(1), numbered(2)));
    run_->clock.time += lease_patience;
    push(3, 6);
    EXPECT_EQ(queue().usage().memory_records, 4U);
    EXPECT_EQ(queue().usage().overflow_records, 0U);
    push(6, 7);
    EXPECT_EQ(queue().usage().memory_records, 3U) << "what is beyond its size goes to the disk";
    EXPECT_EQ(queue().usage().overflow_records, 2U);
    queue().put_back(stuck.ticket, 0);
    EXPECT_THAT(drain(queue()),
                ElementsAre(numbered(0), numbered(3), numbered(4), numbered(5), numbered(6)));
}

TEST_F(OverflowQueue, BothFilesAreEmptiedWithTheLastRecordAndDeletedAtTheStop)
{
    start();
    push(0, 5);
    push(0, 5, "other");
    (*run_)->commit();
    EXPECT_NE(file("ofchannels.csv"), "");
    drain(queue());
    EXPECT_NE(file("overflow.dat"), "");
    drain(queue("other"));
    EXPECT_EQ(file("overflow.dat"), "");
    EXPECT_EQ(file("ofchannels.csv"), "");
    push(5, 10);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(5, 10)));
    stop();
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(OverflowQueue, ARecordInMemoryThatIsNotDeliveredKeepsTheFile)
{
    start();
    push(0, 4);
    for (int n = 0; n < 3; ++n)
        pop(queue());
    const LeasedRun last = queue().lease(0);
    EXPECT_THAT(payloads(last), ElementsAre(numbered(3)));
    EXPECT_NE(file("overflow.dat"), "");
    queue().release(last.ticket);
    EXPECT_EQ(file("overflow.dat"), "");
}

TEST_F(OverflowQueue, ARestartKeepsTheOrderAndTheFiles)
{
    start();
    push(0, 8);
    stop();
    EXPECT_EQ(file("ch.rq"), dump(numbered(0, 3)));
    const auto before = dir_.files();
    start();
    EXPECT_THAT(run_->names(), ElementsAre("ch"));
    EXPECT_EQ(queue().usage().memory_records, 3U);
    EXPECT_EQ(queue().usage().overflow_records, 5U);
    stop();
    EXPECT_EQ(dir_.files(), before);
    start(1000);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(0, 8)));
}

TEST_F(OverflowQueue, NothingIsCreatedOrChangedBeforeItIsNeeded)
{
    start();
    push(0, 3);
    EXPECT_THAT(dir_.files(), IsEmpty());
    push(3, 6);
    stop();
    const auto before = dir_.files();
    {
        StorageRun failed(dir_, three); // no started(): the port was in use
        EXPECT_THAT(failed.names(), ElementsAre("ch"));
        EXPECT_EQ(dir_.files(), before);
    }
    EXPECT_EQ(dir_.files(), before);
    {
        StorageRun failed(dir_, three);
        EXPECT_TRUE(failed->shutdown());
    }
    EXPECT_EQ(dir_.files(), before);
}

TEST_F(OverflowQueue, WhatIsTakenBeforeTheNodeHasSaidThatItServesDoesNotComeTwice)
{
    start();
    push(0, 8);
    stop();
    run_ = std::make_unique<StorageRun>(dir_, three);
    for (int n = 0; n < 5; ++n)
        EXPECT_EQ(pop(queue()), numbered(n));
    stop();
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("ch", numbered(5, 8))));
}

TEST_F(OverflowQueue, RenamedQueuesTakeTheirRecordsAlong)
{
    start();
    push(0, 6);
    run_->rename("ch", "sub@ch");
    push(6, 8, "sub@ch");
    stop();
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("sub@ch", numbered(0, 8))));
}

TEST_F(OverflowQueue, RemovedQueuesLeaveNothing)
{
    start();
    push(0, 6);
    push(0, 6, "other");
    run_->remove("ch");
    push(10, 16);
    stop();
    EXPECT_THAT(read_like_the_original(dir_),
                ElementsAre(Pair("ch", numbered(10, 16)), Pair("other", numbered(0, 6))));
    start();
    run_->remove("ch");
    run_->remove("other");
    EXPECT_EQ(file("overflow.dat"), "");
    stop();
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(OverflowQueue, ClearedQueuesGoOn)
{
    start();
    push(0, 6);
    const LeasedRun lent = queue().lease(0);
    queue().clear();
    EXPECT_EQ(queue().usage().records(), 0U);
    EXPECT_FALSE(queue().available());
    EXPECT_THAT(payloads(lent), ElementsAre(numbered(0)));
    push(6, 12);
    queue().release(lent.ticket);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(6, 12)));
}

TEST_F(OverflowQueue, ManyQueuesShareTheFile)
{
    start();
    for (int n = 0; n < 20; ++n)
        for (int q = 0; q < 10; ++q)
            push(n, n + 1, "sub@ch" + std::to_string(q));
    stop();
    EXPECT_THAT(read_like_the_original(dir_), SizeIs(10));
    start();
    EXPECT_THAT(run_->names(), SizeIs(10));
    for (int q = 9; q >= 0; --q)
        EXPECT_THAT(drain(queue("sub@ch" + std::to_string(q))), ElementsAreArray(numbered(0, 20)));
    stop();
    EXPECT_THAT(dir_.files(), ElementsAre(Key(".subscribers")));
}

// -- dumps larger than the memory of today

TEST_F(OverflowQueue, ADumpLargerThanMemoryGoesOnInTheOverflow)
{
    dir_.write("ch.rq", dump(numbered(0, 8)));
    start();
    push(8, 10);
    EXPECT_EQ(queue().usage().memory_records, 3U);
    EXPECT_EQ(queue().usage().overflow_records, 7U);
    stop();
    EXPECT_EQ(file("ch.rq"), dump(numbered(0, 3)));
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("ch", numbered(0, 10))));
}

TEST_F(OverflowQueue, ADumpLargerThanMemoryIsCutAtTheStopAtTheLatest)
{
    dir_.write("ch.rq", dump(numbered(0, 8)));
    start();
    stop();
    EXPECT_EQ(file("ch.rq"), dump(numbered(0, 3)));
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("ch", numbered(0, 8))));
    start(1000);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(0, 8)));
}

TEST_F(OverflowQueue, TheRestOfADumpComesBeforeWhatIsInTheOverflow)
{
    start();
    push(0, 8);
    push(0, 5, "other");
    stop();
    start(13); // memory of today: one record
    EXPECT_EQ(queue().usage().memory_records, 3U);
    push(8, 9);
    EXPECT_EQ(pop(queue()), numbered(0));
    stop();
    EXPECT_EQ(file("ch.rq"), dump({numbered(1)}));
    EXPECT_THAT(read_like_the_original(dir_),
                ElementsAre(Pair("ch", numbered(1, 9)), Pair("other", numbered(0, 5))));
    start(13);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(1, 9)));
    EXPECT_THAT(drain(queue("other")), ElementsAreArray(numbered(0, 5)));
}

// -- limits and policies

class OverflowLimits : public OverflowQueue {
protected:
    /// Room for so many numbered records on the disk, for each queue and for all.
    void limit(std::uint64_t each, std::uint64_t all, WhenFull when_full = WhenFull::reject)
    {
        StorageSettings settings = dir_.overflow_settings();
        settings.max_overflow_bytes = all == unlimited ? unlimited : all * 37;
        settings.overflow_limit = [=](std::string_view channel) {
            return channel == "free"
                ? OverflowLimit{}
                : OverflowLimit{each == unlimited ? unlimited : each * 37, when_full};
        };
        start(three, settings);
    }
};

TEST_F(OverflowLimits, RejectBeyondTheQueuesOwn)
{
    limit(2, unlimited);
    push(0, 5);
    EXPECT_EQ(test::push(queue(), numbered(5)), PushStatus::full);
    const RunResult result = push_run(queue(), numbered(5, 8));
    EXPECT_EQ(result.refused, 3U);
    push(0, 100, "free");
    pop(queue());
    EXPECT_EQ(test::push(queue(), numbered(5)), PushStatus::full) << "nothing was read back yet";
    pop(queue());
    pop(queue());
    EXPECT_EQ(pop(queue()), numbered(3));
    push(5, 7);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(4, 7)));
    EXPECT_EQ(queue().usage().dropped_records, 0U);
}

TEST_F(OverflowLimits, ARunIsStoredAsFarAsItGoes)
{
    limit(2, unlimited);
    const RunResult result = push_run(queue(), numbered(0, 9));
    EXPECT_EQ(result.stored, 5U);
    EXPECT_EQ(result.refused, 4U);
    EXPECT_EQ(result.stored_bytes, 25U);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(0, 5)));
}

TEST_F(OverflowLimits, OfTheNodeHoldForAllQueuesTogether)
{
    limit(unlimited, 3);
    push(0, 5);
    push(0, 4, "free");
    EXPECT_EQ(test::push(queue(), numbered(5)), PushStatus::full);
    EXPECT_EQ(test::push(queue("free"), numbered(4)), PushStatus::full);
    drain(queue());
    push(4, 6, "free");
}

TEST_F(OverflowLimits, HoldForEachSubscriberOfTheChannel)
{
    limit(1, unlimited);
    push(0, 4, "a@ch");
    push(0, 4, "b@ch");
    EXPECT_EQ(test::push(queue("a@ch"), numbered(4)), PushStatus::full);
    push(0, 50, "a@free");
}

TEST_F(OverflowLimits, NoneMeansMemoryOnly)
{
    limit(0, unlimited);
    push(0, 3);
    EXPECT_EQ(test::push(queue(), numbered(3)), PushStatus::full);
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(OverflowLimits, DropOldestMakesRoomAndCounts)
{
    limit(2, unlimited, WhenFull::drop_oldest);
    const CapturedLog log;
    push(0, 9);
    EXPECT_EQ(queue().usage().dropped_records, 4U);
    EXPECT_EQ(queue().usage().records(), 5U);
    EXPECT_THAT(log.of("warn"),
                ElementsAre(HasSubstr("queue ch: memory and overflow are full; 1 "
                                      "oldest records dropped")));
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(4, 9)));
}

TEST_F(OverflowLimits, DropOldestHoldsForRunsAndWithMemoryOnly)
{
    limit(0, unlimited, WhenFull::drop_oldest);
    EXPECT_EQ(push_run(queue(), numbered(0, 10)).stored, 10U);
    EXPECT_EQ(queue().usage().dropped_records, 7U);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(7, 10)));
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(OverflowLimits, DropOldestDropsNothingThatIsLentAndNothingInVain)
{
    limit(2, unlimited, WhenFull::drop_oldest);
    push(0, 5);
    EXPECT_EQ(test::push(queue(), std::string(1000, 'x')), PushStatus::full);
    EXPECT_EQ(queue().usage().dropped_records, 0U) << "it would never fit";
    const LeasedRun all = queue().lease(1000);
    EXPECT_EQ(all.records, 3U);
    EXPECT_EQ(test::push(queue(), numbered(5)), PushStatus::stored);
    EXPECT_EQ(queue().usage().dropped_records, 1U) << "the oldest that is not lent";
    queue().put_back(all.ticket, 0);
    EXPECT_THAT(drain(queue()),
                ElementsAre(numbered(0), numbered(1), numbered(2), numbered(4), numbered(5)));
}

// -- subscribers

TEST_F(OverflowQueue, EmptySubscribersSurviveARestart)
{
    start();
    queue("@ch");
    queue("sub@ch");
    queue("plain");
    push(0, 1, "sub@ch");
    stop();
    EXPECT_EQ(file(".subscribers"), "@ch\nsub@ch\n");
    start();
    EXPECT_THAT(run_->names(), ElementsAre("@ch", "sub@ch"));
    run_->remove("@ch");
    run_->remove("sub@ch");
    stop();
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(OverflowQueue, SubscribersSurviveACrashOnceTheyAreCommitted)
{
    start();
    queue("sub@ch");
    (*run_)->commit();
    queue("late@ch");
    run_->kill();
    run_.reset();
    start();
    EXPECT_THAT(run_->names(), ElementsAre("sub@ch"));
}

TEST_F(OverflowQueue, ASubscriberOfAChannelThatIsPlainNowIsForgotten)
{
    dir_.write(".subscribers", "sub@ch\nsub@other\nnonsense\n");
    dir_.write("ch.rq", dump({"a"}));
    const CapturedLog log;
    start();
    EXPECT_THAT(run_->names(), ElementsAre("ch", "sub@other"));
    EXPECT_THAT(log.of("warn"),
                UnorderedElementsAre(HasSubstr("sub@ch is forgotten"),
                                     HasSubstr(".subscribers:3: left out")));
}

// -- progress

TEST_F(OverflowQueue, LongLoadsAndSavesAreTold)
{
    start();
    push(0, 3);
    stop();
    StorageSettings settings = dir_.overflow_settings();
    std::vector<StorageProgress> told;
    settings.progress = [&told](const StorageProgress& progress) { told.push_back(progress); };
    settings.progress_interval = std::chrono::milliseconds(0);
    start(three, settings);
    ASSERT_THAT(told, Not(IsEmpty()));
    EXPECT_EQ(told.back().what, "loading");
    EXPECT_EQ(told.back().records, 3U);
    EXPECT_EQ(told.back().bytes, 39U);
    EXPECT_EQ(told.back().total_bytes, 51U);
    told.clear();
    stop();
    ASSERT_THAT(told, Not(IsEmpty()));
    EXPECT_EQ(told.back().what, "saving");
    EXPECT_EQ(told.back().records, 3U);
    told.clear();
    settings.progress_interval = std::chrono::hours(1);
    start(three, settings);
    stop();
    EXPECT_THAT(told, IsEmpty());
}

} // namespace
} // namespace dmq::ring::test
