// SPDX-License-Identifier: BSL-1.0
// Clear, code 132 of docs/wire-neo.md.
#include "requests/clear/clear.hpp"
#include "support/neo_request_run.hpp"

#include <dmq/protocol/neo_admin.hpp>

#include <optional>

namespace dmq::requests::clear_test {
namespace {

using namespace support;
using neo::AdminResult;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Return;

const std::string all = hex("00") + arr("");

std::string one(std::string_view subscriber) { return hex("01") + arr(subscriber); }

void expect_answer(NeoRequestRun& run, const std::string& answer)
{
    EXPECT_EQ(run.run(), Outcome::finished);
    EXPECT_THAT(run.sent(), ElementsAre(answer));
}

TEST(Clear, ForgetsTheRecordsAndSaysHowMany)
{
    for (const std::string& which : {all, one("")}) {
        auto run = neo_run_of<Clear>(arr("ch") + which);
        auto& channel = run->channels().add("ch").holding("x").holding("y");
        channel.queue().subscribed = true;
        expect_answer(*run, msg(AdminResult::done) + u64(2));
        EXPECT_THAT(run->channels().records("ch"), IsEmpty());
        EXPECT_THAT(run->channels().names(), ElementsAre("ch"));
        EXPECT_TRUE(channel.queue().subscribed);
    }
}

TEST(Clear, AsksForAllQueuesOrForOne)
{
    auto every = neo_run_of<Clear>(arr("ch") + all);
    EXPECT_CALL(every->channels().add("ch"), clear(std::optional<std::string_view>()))
        .WillOnce(Return(7));
    expect_answer(*every, msg(AdminResult::done) + u64(7));

    auto single = neo_run_of<Clear>(arr("ch") + one("sub"));
    EXPECT_CALL(single->channels().add("ch"), clear(std::optional<std::string_view>("sub")))
        .WillOnce(Return(std::nullopt));
    expect_answer(*single, msg(AdminResult::not_found));
}

TEST(Clear, SaysWhenThereIsNoSuchChannel)
{
    auto run = neo_run_of<Clear>(arr("ch") + all);
    expect_answer(*run, msg(AdminResult::not_found));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(Clear, RefusesBadNames)
{
    for (const auto& arguments : {arr("") + all, arr("a@b") + all, arr("ch") + one("b!")}) {
        auto run = neo_run_of<Clear>(arguments);
        run->channels().add("ch").holding("x");
        expect_answer(*run, msg(AdminResult::error));
        EXPECT_THAT(run->channels().records("ch"), ElementsAre("x"));
    }
}

TEST(Clear, RefusesMalformedArguments) { expect_malformed_is_refused<Clear>(arr("ch") + one("s")); }

} // namespace
} // namespace dmq::requests::clear_test
