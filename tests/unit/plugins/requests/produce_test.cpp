// SPDX-License-Identifier: BSL-1.0
// Produce: the table of legacy-protocol §7.3, and a channel that is removed meanwhile (§12 D3).
#include "requests/produce/produce.hpp"
#include "support/request_suites.hpp"

#include <dmq/protocol/legacy.hpp>

namespace dmq::requests::produce_test {
namespace {

using namespace support;
using testing::_;
using testing::ElementsAre;
using testing::IsEmpty;

Scenario scenario()
{
    return Scenario::of<Produce>(arr("ch")).streaming({"one", "2", "three"}).answers(st(200));
}

TEST(Produce, IsTheSameHoweverTheBytesArrive) { expect_same_however_bytes_arrive(scenario()); }
TEST(Produce, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST(Produce, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
TEST(Produce, StandsRemovalAtEachSuspension) { expect_removal_is_harmless(scenario()); }
TEST(Produce, AnswersNothingForARefusedRecord)
{
    expect_storage_answers(
        Scenario::of<Produce>(arr("ch")).streaming({"x"}),
        {.stored = st(200), .full = st(200), .failed = st(200), .no_channel = st(500)});
}

TEST(Produce, StoresRecordsInOrder)
{
    auto run = run_of<Produce>(arr("ch") + list({"one", "2", "three"}));
    run->channels().add("ch").holding("zero");
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("zero", "one", "2", "three"));
}

TEST(Produce, CreatesTheChannelAlsoWithoutRecords)
{
    auto run = run_of<Produce>(arr("ch") + list({}));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200));
    EXPECT_THAT(run->channels().names(), ElementsAre("ch"));
}

TEST(Produce, SendsTheStatusBeforeItReadsRecords)
{
    auto run = run_of<Produce>(arr("ch"));
    run->step();
    EXPECT_EQ(run->out.sent(), st(200));
    EXPECT_TRUE(run->in.waiting());
}

TEST(Produce, LeavesWhatFollowsARefusalToTheNextCommand)
{
    auto run = run_of<Produce>(arr("b!") + records({"x"}));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(409));
    EXPECT_EQ(run->in.rest(), records({"x"}));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(Produce, AnswersAnErrorIfTheChannelCantBeCreated)
{
    auto run = run_of<Produce>(arr("ch") + records({"x"}));
    run->channels().refuse_all_creation();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
    EXPECT_EQ(run->in.rest(), records({"x"}));
}

TEST(Produce, StoresInTheNewChannelAfterARemoval)
{
    const std::string before = arr("ch") + records({"one"});
    auto run = run_of<Produce>(before + list({"two"}), Arrival::cut_at(before.size()));
    run->step();
    const auto old = run->channels().lookup("ch");
    ASSERT_TRUE(old);
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("one"));
    run->channels().remove_all();
    EXPECT_CALL(*old, push_run(_)).Times(0);
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("two"));
}

TEST(Produce, StoresWhatComesBeforeALengthThatIsTooLong)
{
    auto run = run_of<Produce>(arr("ch") + records({"one", "two"}) + u64(std::uint64_t{1} << 63));
    EXPECT_EQ(run->run(), Outcome::protocol_error);
    EXPECT_EQ(run->error(), make_error_code(legacy::Error::array_too_long));
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("one", "two"));
}

TEST(Produce, StoresALongStreamWithBoundedRunsAndGivesWay)
{
    constexpr unsigned count = 55; // 5 in a run of 256 KiB, 25 in a turn
    const std::string record(50'000, 'r');
    std::string input = arr("ch");
    for (unsigned i = 0; i < count; ++i)
        input += arr(record);
    auto run = run_of<Produce>(input + arr(""));
    EXPECT_CALL(run->context, yield(_)).Times(2);
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->channels().records("ch").size(), count);
}

TEST(Produce, StoresAllThatAPeerSentBeforeItLeft)
{
    constexpr unsigned count = 50;
    std::string input = arr("ch");
    for (unsigned i = 0; i < count; ++i)
        input += arr(std::string(50'000, 'r'));
    auto run = run_of<Produce>(input, Arrival::whole().then_close());
    run->context.set_peer_gone();
    EXPECT_EQ(run->run(), Outcome::peer_gone);
    EXPECT_EQ(run->channels().records("ch").size(), count);
}

} // namespace
} // namespace dmq::requests::produce_test
