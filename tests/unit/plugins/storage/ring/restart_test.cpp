// SPDX-License-Identifier: BSL-1.0
// What is on the disk before the start, after it, and after the shutdown.
#include "captured_log.hpp"
#include "storage/ring/ring_channels.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

namespace dmq::ring::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class Restart : public testing::Test {
protected:
    void restore()
    {
        channels_ = std::make_unique<RingChannels>(dir_.settings());
        channels_->restore([](std::string_view) {});
    }
    std::unique_ptr<IStorageEngine> open(std::string_view name, std::uint64_t capacity = 1000)
    {
        return channels_->open(name, capacity);
    }
    void shut_down() { EXPECT_TRUE(channels_->shutdown()); }

    TempDir dir_;
    std::unique_ptr<RingChannels> channels_;
};

TEST_F(Restart, SavesWhatIsHeldAndNoEmptyQueues)
{
    restore();
    const auto plain = open("ch1"), subscriber = open("sub@ch2"), empty = open("ch3");
    channels_->started();
    push_run(*plain, {"a", "bc"});
    push(*subscriber, "d");
    push(*empty, "gone");
    pop(*empty);
    shut_down();
    EXPECT_THAT(dir_.files(),
                ElementsAre(Pair(".subscribers", "sub@ch2\n"), Pair("ch1.rq", dump({"a", "bc"})),
                            Pair("sub@ch2.rq", dump({"d"}))));
}

TEST_F(Restart, OpenLeasesAreRecordsOfTheQueueInTheirOrder)
{
    restore();
    const auto engine = open("ch");
    channels_->started();
    push_run(*engine, {"a", "b", "c", "d", "e"});
    const auto a = engine->lease(0), b = engine->lease(0), c = engine->lease(0);
    EXPECT_EQ(a.records, 1U);
    engine->release(b.ticket);
    engine->lease(0); // d
    engine->put_back(c.ticket, 0);
    shut_down();
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("ch.rq", dump({"a", "c", "d", "e"}))));
}

TEST_F(Restart, AWrappedQueueIsSavedInOrder)
{
    restore();
    const auto engine = open("ch", 30);
    push_run(*engine, {"aaaa", "bbbb"});
    pop(*engine);
    push(*engine, "cccc");
    shut_down();
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("ch.rq", dump({"bbbb", "cccc"}))));
}

TEST_F(Restart, LeavesTheFilesAloneUntilTheNodeServes)
{
    dir_.write("ch1.rq", dump({"a"}));
    dir_.write("ch2.rq", dump({}));
    const auto before = dir_.files();
    restore();
    const auto one = open("ch1"), two = open("ch2");
    EXPECT_EQ(one->usage().memory_records, 1U);
    EXPECT_EQ(two->usage().memory_records, 0U);
    EXPECT_EQ(dir_.files(), before);
    const CapturedLog log;
    channels_->started();
    EXPECT_THAT(dir_.files(), IsEmpty());
    EXPECT_THAT(log.of("info"),
                ElementsAre(HasSubstr("ch1.rq: deleted"), HasSubstr("ch2.rq: deleted")));
    EXPECT_THAT(drain(*one), ElementsAre("a"));
}

TEST_F(Restart, AStartThatFailedLosesNothing)
{
    dir_.write("ch1.rq", dump({"a"}));
    dir_.write("ch2.rq", dump({}));
    dir_.write("ch3.rq", dump({"c"}) + "trailing");
    const auto before = dir_.files();
    restore();
    {
        const auto one = open("ch1"), two = open("ch2");
        auto three = open("ch3");
        EXPECT_EQ(one->lease(0).records, 1U);
        three.reset();
        shut_down();
    }
    shut_down();
    channels_.reset();
    EXPECT_EQ(dir_.files(), before);
}

TEST_F(Restart, WhatWasPushedBeforeStartedIsSaved)
{
    dir_.write("ch1.rq", dump({"a"}));
    dir_.write("ch2.rq", dump({"b"}));
    dir_.write("ch3.rq", dump({"c"}));
    restore();
    const auto one = open("ch1"), two = open("ch2"), three = open("ch3");
    push(*one, "new");
    pop(*two);
    three->rename("sub@ch3");
    shut_down();
    EXPECT_THAT(dir_.files(),
                ElementsAre(Pair("ch1.rq", dump({"a", "new"})), Pair("sub@ch3.rq", dump({"c"}))));
}

TEST_F(Restart, ARenamedQueueIsSavedUnderItsNewNameOnly)
{
    dir_.write("ch.rq", dump({"a"}));
    restore();
    const auto engine = open("ch");
    engine->rename("@ch");
    channels_->started();
    EXPECT_THAT(dir_.files(), IsEmpty());
    shut_down();
    EXPECT_THAT(dir_.files(),
                ElementsAre(Pair(".subscribers", "@ch\n"), Pair("@ch.rq", dump({"a"}))));
}

TEST_F(Restart, RemovedQueuesAreNotSaved)
{
    restore();
    auto destroyed = open("ch1");
    const auto retired = open("ch2");
    channels_->started();
    push(*destroyed, "a");
    push(*retired, "b");
    const LeasedRun lease = retired->lease(0);
    destroyed.reset();
    retired->retire();
    const auto again = open("ch2");
    push(*again, "c");
    EXPECT_THAT(payloads(lease), ElementsAre("b"));
    EXPECT_EQ(retired->put_back(lease.ticket, 0).records, 0U);
    shut_down();
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("ch2.rq", dump({"c"}))));
}

TEST_F(Restart, AnEmptyQueueTakesAnOldDumpOfItsNameAway)
{
    restore();
    const auto engine = open("ch");
    channels_->started();
    dir_.write("ch.rq", dump({"old"}));
    shut_down();
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(Restart, AFileThatWasNeverOpenedIsKept)
{
    dir_.write("ch.rq", dump({"a"}));
    const auto before = dir_.files();
    restore();
    channels_->started();
    shut_down();
    EXPECT_EQ(dir_.files(), before);
}

TEST_F(Restart, AFileOpenedLaterIsDeletedThen)
{
    dir_.write("ch.rq", dump({"a"}));
    restore();
    channels_->started();
    const auto engine = open("ch");
    EXPECT_THAT(dir_.files(), IsEmpty());
    EXPECT_THAT(drain(*engine), ElementsAre("a"));
}

TEST_F(Restart, AQueueMayOutliveTheChannels)
{
    restore();
    const auto engine = open("ch");
    channels_.reset();
    EXPECT_EQ(push(*engine, "a"), PushStatus::stored);
}

TEST_F(Restart, BadNamesAndSizesAreErrorsThatNameTheQueue)
{
    restore();
    EXPECT_THROW(open("../ch"), std::invalid_argument);
    try {
        open("ch", ~std::uint64_t{0});
        FAIL();
    } catch (const std::runtime_error& e) {
        EXPECT_THAT(e.what(), HasSubstr("queue 'ch': cannot reserve 18446744073709551615 bytes"));
    }
}

} // namespace
} // namespace dmq::ring::test
