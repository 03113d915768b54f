// SPDX-License-Identifier: BSL-1.0
// Pop of the neo protocol: the table of neo-protocol §7.2, and defects D4 and D5 of §12.
#include "requests/pop/neo_pop.hpp"
#include "support/neo_request_run.hpp"

namespace dmq::requests::neo_pop_test {
namespace {

using namespace support;
using neo::PopResult;
using testing::ElementsAre;
using testing::IsEmpty;

void expect_answer(NeoRequestRun& run, const std::string& answer)
{
    EXPECT_EQ(run.run(), Outcome::finished);
    EXPECT_THAT(run.sent(), ElementsAre(answer));
}

TEST(NeoPop, TakesOneRecord)
{
    auto run = neo_run_of<NeoPop>(arr("ch"));
    auto& channel = run->channels().add("ch").holding("hello").holding("next");
    expect_answer(*run, hex("01 0500000000000000 68656c6c6f"));
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("next"));
    EXPECT_EQ(channel.queue().open_leases, 0U);
}

TEST(NeoPop, SendsALargeRecord)
{
    const std::string large(300'000, 'x');
    auto run = neo_run_of<NeoPop>(arr("ch"));
    run->channels().add("ch").holding(large);
    EXPECT_EQ(run->run(), Outcome::finished);
    ASSERT_EQ(run->sent().size(), 1U);
    EXPECT_TRUE(run->sent().front() == msg(PopResult::popped) + arr(large));
}

TEST(NeoPop, KeepsTheRecordWhereItIsUntilItIsSent)
{
    auto run = neo_run_of<NeoPop>(arr("ch"));
    auto& channel = run->channels().add("ch").holding("hello");
    run->be_slow();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(channel.queue().open_leases, 1U);
    run->conn.take_output();
    EXPECT_EQ(channel.queue().open_leases, 0U);
    EXPECT_THAT(run->sent(), ElementsAre(msg(PopResult::popped) + arr("hello")));
}

TEST(NeoPop, PutsTheRecordBackIfTheSocketDoesNotTakeIt)
{
    auto run = neo_run_of<NeoPop>(arr("ch"));
    auto& channel = run->channels().add("ch").holding("hello");
    run->be_slow();
    EXPECT_EQ(run->run(), Outcome::finished);
    run->conn.drop_output();
    EXPECT_EQ(channel.queue().open_leases, 0U);
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("hello"));
}

TEST(NeoPop, AnswersEmptyForAnEmptyChannel)
{
    auto run = neo_run_of<NeoPop>(arr("ch"));
    run->channels().add("ch");
    expect_answer(*run, msg(PopResult::empty));
}

TEST(NeoPop, CreatesAMissingChannel)
{
    auto run = neo_run_of<NeoPop>(arr("ch"));
    expect_answer(*run, msg(PopResult::empty));
    EXPECT_THAT(run->channels().names(), ElementsAre("ch"));
}

TEST(NeoPop, RefusesAChannelWithSubscribers)
{
    auto run = neo_run_of<NeoPop>(arr("ch"));
    run->channels().add("ch").holding("x").queue().subscribed = true;
    expect_answer(*run, msg(PopResult::subscribed));
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("x"));
}

TEST(NeoPop, RefusesABadName)
{
    for (const std::string& name :
         {std::string(), std::string("sub@ch"), std::string("b!"), std::string(181, 'n')}) {
        SCOPED_TRACE(name);
        auto run = neo_run_of<NeoPop>(arr(name));
        expect_answer(*run, msg(PopResult::error));
        EXPECT_THAT(run->channels().names(), IsEmpty());
    }
}

TEST(NeoPop, ReportsAChannelThatCannotBeHad)
{
    auto run = neo_run_of<NeoPop>(arr("ch"));
    run->channels().refuse_all_creation();
    expect_answer(*run, msg(PopResult::error));
}

TEST(NeoPop, RefusesMalformedArguments) { expect_malformed_is_refused<NeoPop>(arr("channel")); }

} // namespace
} // namespace dmq::requests::neo_pop_test
