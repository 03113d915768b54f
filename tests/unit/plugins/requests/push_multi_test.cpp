// SPDX-License-Identifier: BSL-1.0
// PushMulti: the table and the vector of legacy-protocol §7.2.
#include "requests/push_multi/push_multi.hpp"
#include "support/request_suites.hpp"

namespace dmq::requests::push_multi_test {
namespace {

using namespace support;
using testing::ElementsAre;
using testing::IsEmpty;

Scenario scenario()
{
    return Scenario::of<PushMulti>(list({"a", "b"}) + arr("record")).answers(st(200));
}

TEST(PushMulti, IsTheSameHoweverTheBytesArrive) { expect_same_however_bytes_arrive(scenario()); }
TEST(PushMulti, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST(PushMulti, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
TEST(PushMulti, StandsRemovalAtEachSuspension)
{
    expect_removal_is_harmless(scenario().given([](auto& channels) { channels.add("a"); }));
}
TEST(PushMulti, AnswersWhatTheStorageSays)
{
    expect_storage_answers(
        scenario(), {.stored = st(200), .full = st(407), .failed = st(500), .no_channel = st(500)});
}

TEST(PushMulti, StoresTheRecordOfTheSpecificationsVector)
{
    auto run = run_of<PushMulti>(list({"channel1", "channel2", "third_channel"}) +
                                 arr("hello multi"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), hex("c8000000"));
    for (const char* channel : {"channel1", "channel2", "third_channel"})
        EXPECT_THAT(run->channels().records(channel), ElementsAre("hello multi"));
}

TEST(PushMulti, ChecksAllNamesBeforeItCreatesAny)
{
    for (const char* value : {"", "x"}) {
        auto run = run_of<PushMulti>(list({"good", "b!"}) + arr(value));
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(run->answer(), st(409));
        EXPECT_THAT(run->channels().names(), IsEmpty());
    }
}

TEST(PushMulti, CreatesNothingForAnEmptyValue)
{
    auto run = run_of<PushMulti>(list({"a"}) + arr(""));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(408));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(PushMulti, StoresNothingIfAChannelCantBeCreated)
{
    auto run = run_of<PushMulti>(list({"a", "b", "c"}) + arr("x"));
    run->channels().refuse_creation("b");
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
    EXPECT_THAT(run->channels().names(), ElementsAre("a"));
    EXPECT_THAT(run->channels().records("a"), IsEmpty());
}

TEST(PushMulti, AcceptsAnEmptyList)
{
    auto run = run_of<PushMulti>(list({}) + arr("x"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(PushMulti, StoresTwiceInAChannelThatIsListedTwice)
{
    auto run = run_of<PushMulti>(list({"a", "a"}) + arr("x"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->channels().records("a"), ElementsAre("x", "x"));
}

TEST(PushMulti, AnswersTheWorstAndStoresInTheOthers)
{
    auto run = run_of<PushMulti>(list({"failed", "full", "good"}) + arr("x"));
    run->channels().add("full").queue().answer = PushStatus::full;
    run->channels().add("failed").queue().answer = PushStatus::failed;
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
    EXPECT_THAT(run->channels().records("good"), ElementsAre("x"));
}

} // namespace
} // namespace dmq::requests::push_multi_test
