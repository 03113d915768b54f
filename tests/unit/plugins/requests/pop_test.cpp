// SPDX-License-Identifier: BSL-1.0
// Pop: the table of legacy-protocol §7.5.
#include "requests/pop/pop.hpp"
#include "support/request_suites.hpp"

namespace dmq::requests::pop_test {
namespace {

using namespace support;
using testing::ElementsAre;
using testing::IsEmpty;

Scenario scenario()
{
    return Scenario::of<Pop>(arr("ch")).answers(st(200) + arr("first")).given([](auto& channels) {
        channels.add("ch").holding("first").holding("second");
    });
}

TEST(Pop, IsTheSameHoweverTheBytesArrive) { expect_same_however_bytes_arrive(scenario()); }
TEST(Pop, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST(Pop, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
TEST(Pop, StandsRemovalAtEachSuspension)
{
    expect_removal_is_harmless(scenario(),
                               [](RequestRun& run) { EXPECT_EQ(run.answer(), st(500)); });
}

TEST(Pop, TakesOneRecord)
{
    auto run = scenario().prepare();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200) + arr("first"));
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("second"));
    EXPECT_EQ(run->channels().add("ch").queue().open_leases, 0U);
}

TEST(Pop, PutsTheRecordBackIfThePeerDoesNotTakeIt)
{
    auto run = scenario().prepare();
    run->out.leave_after(st(200).size() + arr("first").size() - 1);
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("first", "second"));
}

TEST(Pop, AnswersAnEmptyRecordForAnEmptyChannel)
{
    auto run = run_of<Pop>(arr("ch"));
    run->channels().add("ch");
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200) + arr(""));
}

TEST(Pop, RefusesAChannelThatDoesNotExistAndCreatesNone)
{
    auto run = run_of<Pop>(arr("ch"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(Pop, RefusesAChannelWithSubscribers)
{
    auto run = run_of<Pop>(arr("ch"));
    run->channels().add("ch").holding("x").queue().subscribed = true;
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("x"));
}

TEST(Pop, RefusesABadName)
{
    for (const char* name : {"", "sub@ch", "b!"}) {
        auto run = run_of<Pop>(arr(name));
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(run->answer(), st(409));
    }
}

TEST(Pop, SendsALargeRecord)
{
    const std::string large(300'000, 'x');
    auto run = run_of<Pop>(arr("ch"));
    run->channels().add("ch").holding(large);
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_TRUE(run->answer() == st(200) + arr(large));
}

} // namespace
} // namespace dmq::requests::pop_test
