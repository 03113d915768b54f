// SPDX-License-Identifier: BSL-1.0
// PushMulti2: layout and order of checks of legacy-protocol §8.
#include "requests/push_multi2/push_multi2.hpp"
#include "support/request_suites.hpp"

namespace dmq::requests::push_multi2_test {
namespace {

using namespace support;
using testing::ElementsAre;
using testing::IsEmpty;

Scenario scenario()
{
    return Scenario::of<PushMulti2>(list({"a", "b"}) + arr("record")).answers(st(200) + list({}));
}

TEST(PushMulti2, IsTheSameHoweverTheBytesArrive) { expect_same_however_bytes_arrive(scenario()); }
TEST(PushMulti2, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST(PushMulti2, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
TEST(PushMulti2, StandsRemovalAtEachSuspension)
{
    expect_removal_is_harmless(scenario().given([](auto& channels) { channels.add("a"); }));
}
TEST(PushMulti2, AnswersWhatTheStorageSays)
{
    expect_storage_answers(scenario(),
                           {.stored = st(200) + list({}),
                            .full = st(200) + list({"a", "b"}),
                            .failed = st(200) + list({"a", "b"}),
                            .no_channel = st(500)});
}

TEST(PushMulti2, ListsTheChannelsThatRefuse)
{
    auto run = run_of<PushMulti2>(list({"full", "good", "failed"}) + arr("x"));
    run->channels().add("full").queue().answer = PushStatus::full;
    run->channels().add("failed").queue().answer = PushStatus::failed;
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200) + list({"full", "failed"}));
    EXPECT_THAT(run->channels().records("good"), ElementsAre("x"));
}

TEST(PushMulti2, RefusesAnEmptyValueBeforeABadName)
{
    auto run = run_of<PushMulti2>(list({"b!"}) + arr(""));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(408));
}

TEST(PushMulti2, ChecksAllNamesBeforeItCreatesAny)
{
    auto run = run_of<PushMulti2>(list({"good", "b!"}) + arr("x"));
    run->channels().refuse_all_creation();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(409));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(PushMulti2, StoresNothingIfAChannelCantBeCreated)
{
    auto run = run_of<PushMulti2>(list({"a", "b"}) + arr("x"));
    run->channels().refuse_creation("b");
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
    EXPECT_THAT(run->channels().records("a"), IsEmpty());
}

TEST(PushMulti2, AcceptsAnEmptyList)
{
    auto run = run_of<PushMulti2>(list({}) + arr("x"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200) + list({}));
}

} // namespace
} // namespace dmq::requests::push_multi2_test
