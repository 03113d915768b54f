// SPDX-License-Identifier: BSL-1.0
// Push: the table and the vector of legacy-protocol §7.1.
#include "requests/push/push.hpp"
#include "support/request_suites.hpp"

namespace dmq::requests::push_test {
namespace {

using namespace support;
using testing::ElementsAre;
using testing::IsEmpty;

Scenario scenario() { return Scenario::of<Push>(arr("ch") + arr("record")).answers(st(200)); }

TEST(Push, IsTheSameHoweverTheBytesArrive) { expect_same_however_bytes_arrive(scenario()); }
TEST(Push, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST(Push, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
TEST(Push, StandsRemovalAtEachSuspension)
{
    expect_removal_is_harmless(
        Scenario::of<Push>(arr("ch") + arr("record")).answers(st(200)).given([](auto& channels) {
            channels.add("ch");
        }));
}
TEST(Push, AnswersWhatTheStorageSays)
{
    expect_storage_answers(
        scenario(), {.stored = st(200), .full = st(407), .failed = st(500), .no_channel = st(500)});
}

TEST(Push, StoresTheRecordOfTheSpecificationsVector)
{
    auto run = run_of<Push>(
        hex("0800000000000000 6368616e6e656c31 0b00000000000000 68656c6c6f20776f726c64"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), hex("c8000000"));
    EXPECT_THAT(run->channels().records("channel1"), ElementsAre("hello world"));
}

TEST(Push, AppendsToAChannelThatExists)
{
    auto run = run_of<Push>(arr("ch") + arr("new"));
    run->channels().add("ch").holding("old");
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("old", "new"));
}

TEST(Push, RefusesABadNameEvenWithAnEmptyValue)
{
    for (const char* name : {"", "c.h", "sub@ch", "b!", "q/2", "\xc3\xa4"}) {
        for (const char* value : {"", "x"}) {
            SCOPED_TRACE(std::string(name) + "," + value);
            auto run = run_of<Push>(arr(name) + arr(value));
            EXPECT_EQ(run->run(), Outcome::finished);
            EXPECT_EQ(run->answer(), st(409));
            EXPECT_THAT(run->channels().names(), IsEmpty());
        }
    }
}

TEST(Push, CreatesTheChannelBeforeItRefusesAnEmptyValue)
{
    auto run = run_of<Push>(arr("ch") + arr(""));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(408));
    EXPECT_THAT(run->channels().names(), ElementsAre("ch"));
    EXPECT_THAT(run->channels().records("ch"), IsEmpty());
}

TEST(Push, ReportsAMissingChannelBeforeAnEmptyValue)
{
    auto run = run_of<Push>(arr("ch") + arr(""));
    run->channels().refuse_all_creation();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
}

TEST(Push, TakesNamesUpTo180Bytes)
{
    auto longest = run_of<Push>(arr(std::string(180, 'n')) + arr("x"));
    longest->run();
    EXPECT_EQ(longest->answer(), st(200));
    auto longer = run_of<Push>(arr(std::string(181, 'n')) + arr("x"));
    longer->run();
    EXPECT_EQ(longer->answer(), st(409));
}

TEST(Push, BreaksOffAtALengthThatIsTooLong)
{
    auto run = run_of<Push>(arr("ch") + u64(10 * 1024 * 1024 + 1));
    EXPECT_EQ(run->run(), Outcome::protocol_error);
    EXPECT_EQ(run->answer(), "");
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

} // namespace
} // namespace dmq::requests::push_test
