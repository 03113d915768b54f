// SPDX-License-Identifier: BSL-1.0
// Removal of a channel over the neo protocol, code 130 of docs/wire-neo.md.
#include "requests/remove_channel/neo_remove_channel.hpp"
#include "support/neo_request_run.hpp"

#include <dmq/protocol/neo_admin.hpp>

namespace dmq::requests::neo_remove_channel_test {
namespace {

using namespace support;
using neo::AdminResult;
using testing::ElementsAre;
using testing::IsEmpty;

void expect_answer(NeoRequestRun& run, const std::string& answer)
{
    EXPECT_EQ(run.run(), Outcome::finished);
    EXPECT_THAT(run.sent(), ElementsAre(answer));
}

TEST(NeoRemoveChannel, RemovesTheNamedChannel)
{
    auto run = neo_run_of<NeoRemoveChannel>(arr("ch"));
    run->channels().add("ch").holding("x");
    run->channels().add("other");
    expect_answer(*run, msg(AdminResult::done));
    EXPECT_THAT(run->channels().names(), ElementsAre("other"));
}

TEST(NeoRemoveChannel, SaysWhenThereIsNone)
{
    auto run = neo_run_of<NeoRemoveChannel>(arr("ch"));
    expect_answer(*run, msg(AdminResult::not_found));
    EXPECT_THAT(run->channels().ever(), IsEmpty());
}

TEST(NeoRemoveChannel, RefusesABadName)
{
    for (const std::string& name : {std::string(), std::string("s@ch"), std::string(181, 'n')}) {
        auto run = neo_run_of<NeoRemoveChannel>(arr(name));
        expect_answer(*run, msg(AdminResult::error));
    }
}

TEST(NeoRemoveChannel, RefusesMalformedArguments)
{
    expect_malformed_is_refused<NeoRemoveChannel>(arr("channel"));
}

} // namespace
} // namespace dmq::requests::neo_remove_channel_test
