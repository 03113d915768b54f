// SPDX-License-Identifier: BSL-1.0
// Exists, without a node: the standing suites, and what they cannot know.
#include "exists.hpp"

#include <support/neo_request_run.hpp>
#include <support/request_suites.hpp>

namespace exists {
namespace {

using namespace dmq::support;
using testing::ElementsAre;
using testing::IsEmpty;

void fill(dmq::mocks::MockChannels& channels) { channels.add("ch").holding("a").holding("b"); }

std::string found(std::uint64_t records) { return st(200) + '\1' + u64(records); }
std::string not_found() { return st(200) + '\0' + u64(0); }

Scenario scenario() { return Scenario::of<LegacyExists>(arr("ch")).given(fill).answers(found(2)); }

TEST(LegacyExists, IsTheSameHoweverTheBytesArrive) { expect_same_however_bytes_arrive(scenario()); }
TEST(LegacyExists, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST(LegacyExists, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
TEST(LegacyExists, StandsRemovalAtEachSuspension)
{
    expect_removal_is_harmless(scenario(), [](RequestRun& run) {
        EXPECT_THAT(run.answer(), testing::AnyOf(found(2), not_found()));
    });
}

TEST(LegacyExists, CreatesNothing)
{
    auto run = run_of<LegacyExists>(arr("other"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), not_found());
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(LegacyExists, RefusesABadName)
{
    auto run = run_of<LegacyExists>(arr("no.name"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(409));
}

TEST(LegacyExists, AsksForTheChannelOnce)
{
    auto run = run_of<LegacyExists>(arr("ch"));
    EXPECT_CALL(run->channels(), find(std::string_view("ch")));
    EXPECT_CALL(run->channels(), get_or_create).Times(0);
    EXPECT_EQ(run->run(), Outcome::finished);
}

TEST(NeoExists, AnswersLikeItsLegacySister)
{
    auto run = neo_run_of<NeoExists>(arr("ch"));
    fill(run->channels());
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->sent(), ElementsAre('\1' + u64(2)));
}

TEST(NeoExists, CreatesNothing)
{
    auto run = neo_run_of<NeoExists>(arr("no.name"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->sent(), ElementsAre('\0' + u64(0)));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(NeoExists, RefusesMalformedArguments) { expect_malformed_is_refused<NeoExists>(arr("ch")); }

} // namespace
} // namespace exists
