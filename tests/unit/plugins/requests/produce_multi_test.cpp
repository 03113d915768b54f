// SPDX-License-Identifier: BSL-1.0
// ProduceMulti: the table of legacy-protocol §7.4.
#include "requests/produce_multi/produce_multi.hpp"
#include "support/request_suites.hpp"

namespace dmq::requests::produce_multi_test {
namespace {

using namespace support;
using testing::ElementsAre;
using testing::IsEmpty;

Scenario scenario()
{
    return Scenario::of<ProduceMulti>(list({"a", "b"}))
        .streaming({"one", "2", "three"})
        .answers(st(200));
}

TEST(ProduceMulti, IsTheSameHoweverTheBytesArrive) { expect_same_however_bytes_arrive(scenario()); }
TEST(ProduceMulti, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST(ProduceMulti, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
TEST(ProduceMulti, StandsRemovalAtEachSuspension) { expect_removal_is_harmless(scenario()); }
TEST(ProduceMulti, AnswersNothingForARefusedRecord)
{
    expect_storage_answers(
        scenario(), {.stored = st(200), .full = st(200), .failed = st(200), .no_channel = st(200)});
}

TEST(ProduceMulti, StoresEachRecordInEachChannel)
{
    auto run = scenario().prepare();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->channels().records("a"), ElementsAre("one", "2", "three"));
    EXPECT_THAT(run->channels().records("b"), ElementsAre("one", "2", "three"));
}

TEST(ProduceMulti, StoresInTheOtherChannelsIfOneCantBeCreated)
{
    auto run = scenario().prepare();
    run->channels().refuse_creation("a");
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->channels().records("b"), ElementsAre("one", "2", "three"));
}

TEST(ProduceMulti, CreatesNoChannelWithoutRecords)
{
    auto run = run_of<ProduceMulti>(list({"a", "b"}) + list({}));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(ProduceMulti, DropsTheRecordsOfAnEmptyList)
{
    auto run = run_of<ProduceMulti>(list({}) + list({"one", "two"}) + cmd(1));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200));
    EXPECT_EQ(run->in.rest(), cmd(1));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(ProduceMulti, LeavesWhatFollowsARefusalToTheNextCommand)
{
    auto run = run_of<ProduceMulti>(list({"good", "b!"}) + records({"x"}));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(409));
    EXPECT_EQ(run->in.rest(), records({"x"}));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(ProduceMulti, SendsTheStatusBeforeItReadsRecords)
{
    auto run = run_of<ProduceMulti>(list({"a"}));
    run->step();
    EXPECT_EQ(run->out.sent(), st(200));
    EXPECT_TRUE(run->in.waiting());
}

} // namespace
} // namespace dmq::requests::produce_multi_test
