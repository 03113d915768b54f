// SPDX-License-Identifier: BSL-1.0
// RemoveSubscriber, code 131 of docs/wire-neo.md.
#include "requests/remove_subscriber/remove_subscriber.hpp"
#include "support/neo_request_run.hpp"

#include <dmq/protocol/neo_admin.hpp>

namespace dmq::requests::remove_subscriber_test {
namespace {

using namespace support;
using neo::AdminResult;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Return;

void expect_answer(NeoRequestRun& run, const std::string& answer)
{
    EXPECT_EQ(run.run(), Outcome::finished);
    EXPECT_THAT(run.sent(), ElementsAre(answer));
}

TEST(RemoveSubscriber, DropsTheQueueOfTheSubscriber)
{
    auto run = neo_run_of<RemoveSubscriber>(arr("ch") + arr(""));
    auto& channel = run->channels().add("ch").holding("x");
    channel.queue().subscribed = true;
    expect_answer(*run, msg(AdminResult::done));
    EXPECT_FALSE(channel.queue().subscribed);
    EXPECT_THAT(run->channels().records("ch"), IsEmpty());
}

TEST(RemoveSubscriber, TellsWhatTheChannelSays)
{
    const std::pair<SubscriberRemoval, AdminResult> cases[] = {
        {SubscriberRemoval::removed, AdminResult::done},
        {SubscriberRemoval::unknown, AdminResult::not_found},
        {SubscriberRemoval::failed, AdminResult::error}};
    for (const auto& [said, answer] : cases) {
        auto run = neo_run_of<RemoveSubscriber>(arr("ch") + arr("sub"));
        EXPECT_CALL(run->channels().add("ch"), remove_subscriber(std::string_view("sub")))
            .WillOnce(Return(said));
        expect_answer(*run, msg(answer));
    }
}

TEST(RemoveSubscriber, SaysWhenThereIsNoSuchChannel)
{
    auto run = neo_run_of<RemoveSubscriber>(arr("ch") + arr("sub"));
    expect_answer(*run, msg(AdminResult::not_found));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(RemoveSubscriber, RefusesBadNames)
{
    for (const auto& names : {arr("") + arr("s"), arr("b!") + arr("s"), arr("ch") + arr("s@")}) {
        auto run = neo_run_of<RemoveSubscriber>(names);
        expect_answer(*run, msg(AdminResult::error));
    }
}

TEST(RemoveSubscriber, RefusesMalformedArguments)
{
    expect_malformed_is_refused<RemoveSubscriber>(arr("ch") + arr("sub"));
}

} // namespace
} // namespace dmq::requests::remove_subscriber_test
