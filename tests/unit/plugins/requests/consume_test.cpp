// SPDX-License-Identifier: BSL-1.0
// Consume: the table and the semantics of legacy-protocol §7.6, and defects D1, D2 and D4 of §12.
#include "requests/consume/consume.hpp"
#include "support/request_suites.hpp"

namespace dmq::requests::consume_test {
namespace {

using namespace support;
using testing::_;
using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;

const std::string large_1(40'000, '1');
const std::string large_2(40'000, '2');
const std::string large_3(40'000, '3');

/// Each record is a lease of its own.
void fill(mocks::MockChannels& channels)
{
    channels.add("ch").holding(large_1).holding(large_2).holding(large_3);
}

std::unique_ptr<RequestRun> consume(mocks::MockChannels::Channel*& channel)
{
    auto run = run_of<Consume>(arr("ch"));
    channel = &run->channels().add("ch");
    return run;
}

TEST(Consume, IsTheSameHoweverTheBytesArrive)
{
    expect_same_however_bytes_arrive(
        Scenario::of<Consume>(arr("ch"))
            .given([](auto& channels) { channels.add("ch").holding("one").holding("two"); })
            .answers(st(200) + records({"one", "two"})));
}

TEST(Consume, EndsWhenThePeerLeaves)
{
    expect_end_when_peer_leaves(
        Scenario::of<Consume>(arr("ch"))
            .given([](auto& channels) { channels.add("ch").holding("one").holding("two"); })
            .answers(st(200) + records({"one", "two"})));
}

TEST(Consume, NeverSuspendsWithAllBuffered)
{
    expect_no_suspension(
        Scenario::of<Consume>(arr("ch"))
            .given([](auto& channels) { channels.add("ch").queue().removed = true; })
            .answers(st(200) + arr("")));
}

TEST(Consume, StandsRemovalAtEachSuspension)
{
    expect_removal_is_harmless(Scenario::of<Consume>(arr("ch")).given(fill), [](RequestRun& run) {
        const std::string all = st(200) + records({large_1, large_2, large_3});
        const std::string answer = run.answer();
        const std::string end = arr("");
        ASSERT_TRUE(answer.ends_with(end));
        const auto sent = answer.substr(0, answer.size() - end.size());
        EXPECT_TRUE(all.starts_with(sent));
        EXPECT_EQ((sent.size() - st(200).size()) % arr(large_1).size(), 0U);
    });
}

TEST(Consume, RefusesABadName)
{
    for (const char* name : {"", "sub@ch", "b!"}) {
        auto run = run_of<Consume>(arr(name));
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(run->answer(), st(409));
        EXPECT_THAT(run->channels().names(), IsEmpty());
    }
}

TEST(Consume, AnswersAnErrorIfTheChannelCantBeCreated)
{
    auto run = run_of<Consume>(arr("ch"));
    run->channels().refuse_all_creation();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
}

TEST(Consume, AnswersAnErrorIfTheSubscriptionFails)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    channel->refuse_subscriptions();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(500));
}

TEST(Consume, CreatesTheChannelAndIsTheSubscriberWithoutName)
{
    auto fresh = run_of<Consume>(arr("new"));
    EXPECT_EQ(fresh->run(), Outcome::waiting);
    EXPECT_THAT(fresh->channels().names(), ElementsAre("new"));

    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    const std::shared_ptr<IWaker> waker = run->context.fake_waker;
    EXPECT_CALL(*channel, subscribe(Eq(""), Eq(waker)));
    EXPECT_EQ(run->run(), Outcome::waiting);
}

TEST(Consume, SendsWhatIsThereAndWhatComes)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    channel->holding("early 1").holding("early 2");
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_EQ(run->out.sent(), st(200) + records({"early 1", "early 2"}));
    channel->push(bytes_of("late 1"));
    EXPECT_EQ(run->run(), Outcome::waiting);
    channel->push(bytes_of("late 2"));
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_EQ(run->out.sent(), st(200) + records({"early 1", "early 2", "late 1", "late 2"}));
    EXPECT_THAT(run->channels().records("ch"), IsEmpty());
}

TEST(Consume, SendsTheStatusBeforeItWaits)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    run->step();
    EXPECT_TRUE(run->context.parked());
    EXPECT_EQ(run->out.sent(), st(200));
}

TEST(Consume, EndsWithAnEmptyRecordWhenTheChannelIsRemoved)
{
    auto run = run_of<Consume>(arr("ch") + cmd(1));
    EXPECT_EQ(run->run(), Outcome::waiting);
    run->channels().remove_all();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->out.sent(), st(200) + arr(""));
    EXPECT_EQ(run->in.rest(), cmd(1));
}

TEST(Consume, SendsWhatItHasLeasedWhenTheChannelIsRemoved)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    fill(run->channels());
    run->out.be_slow();
    run->step();
    ASSERT_TRUE(run->out.waiting());
    run->channels().remove_all();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_TRUE(run->out.sent() == st(200) + records({large_1}) + arr(""));
}

TEST(Consume, HoldsOneLeaseWhileThePeerIsSlow)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    fill(run->channels());
    run->out.be_slow();
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_TRUE(run->out.sent() == st(200) + records({large_1, large_2, large_3}));
    EXPECT_EQ(channel->queue().most_open_leases, 1U);
    EXPECT_EQ(channel->queue().open_leases, 0U);
}

TEST(Consume, GivesWayAfterEachLease)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    for (unsigned i = 0; i < 33; ++i)
        channel->holding(large_1);
    EXPECT_CALL(run->context, yield(_)).Times(33);
    EXPECT_EQ(run->run(), Outcome::waiting);
    EXPECT_EQ(run->out.sent().size(), st(200).size() + 33 * arr(large_1).size());
}

TEST(Consume, PutsBackWhatThePeerDidNotTake)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    channel->holding("one").holding("two").holding("three");
    run->out.leave_after((st(200) + records({"one", "two"})).size() - 1);
    EXPECT_EQ(run->run(), Outcome::peer_gone);
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("two", "three"));
}

TEST(Consume, SendsNoEndWhenThePeerLeavesOrTheNodeStops)
{
    mocks::MockChannels::Channel* channel = nullptr;
    auto run = consume(channel);
    EXPECT_EQ(run->run(), Outcome::waiting);
    run->context.set_peer_gone();
    EXPECT_EQ(run->run(), Outcome::peer_gone);
    EXPECT_EQ(run->out.sent(), st(200));
    EXPECT_FALSE(channel->queue().armed);
}

/// 3 records, so that the request is suspended in each of its ways: input, flush, yield, news.
std::unique_ptr<RequestRun> suspended(unsigned times)
{
    auto run = run_of<Consume>(arr("ch"), Arrival::cut_at(3));
    for (unsigned i = 0; i < 3; ++i)
        run->channels().add("ch").holding(large_1);
    run->out.be_slow();
    while (run->suspensions() < times && run->step()) { }
    return run;
}

TEST(Consume, UnsubscribesOnEveryWayOut)
{
    using End = void (*)(RequestRun&);
    const End ends[] = {
        [](RequestRun& run) { run.destroy(); },
        [](RequestRun& run) { EXPECT_EQ(run.leave(), Outcome::peer_gone); },
        [](RequestRun& run) {
            run.channels().remove_all();
            EXPECT_EQ(run.run(), Outcome::finished);
        },
    };
    constexpr unsigned all_suspensions = 1 + 3 * 2 + 1;
    for (unsigned times = 2; times <= all_suspensions; ++times) {
        for (const End end : ends) {
            SCOPED_TRACE("at suspension " + std::to_string(times));
            auto run = suspended(times);
            ASSERT_EQ(run->suspensions(), times);
            const auto queue = run->channels().add("ch").shared_queue();
            EXPECT_EQ(queue->subscriptions, 1U);
            end(*run);
            EXPECT_EQ(queue->subscriptions, 0U);
            EXPECT_EQ(queue->open_leases, 0U);
            EXPECT_FALSE(queue->armed);
        }
    }
    EXPECT_TRUE(suspended(all_suspensions)->context.parked());
}

} // namespace
} // namespace dmq::requests::consume_test
