// SPDX-License-Identifier: BSL-1.0
// RemoveChannel: the table of legacy-protocol §7.7.
#include "requests/remove_channel/remove_channel.hpp"
#include "support/request_suites.hpp"

namespace dmq::requests::remove_channel_test {
namespace {

using namespace support;
using testing::_;
using testing::ElementsAre;

Scenario scenario()
{
    return Scenario::of<RemoveChannel>(arr("ch")).answers(st(200)).given([](auto& channels) {
        channels.add("ch").holding("x");
        channels.add("other").holding("y");
    });
}

TEST(RemoveChannel, IsTheSameHoweverTheBytesArrive)
{
    expect_same_however_bytes_arrive(scenario());
}
TEST(RemoveChannel, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST(RemoveChannel, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
TEST(RemoveChannel, StandsRemovalAtEachSuspension) { expect_removal_is_harmless(scenario()); }

TEST(RemoveChannel, RemovesOneChannel)
{
    auto run = scenario().prepare();
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_THAT(run->channels().names(), ElementsAre("other"));
}

TEST(RemoveChannel, AcceptsAnUnknownChannel)
{
    auto run = run_of<RemoveChannel>(arr("ch"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200));
}

TEST(RemoveChannel, RefusesABadName)
{
    for (const char* name : {"", "sub@ch", "b!"}) {
        auto run = run_of<RemoveChannel>(arr(name));
        EXPECT_CALL(run->channels(), remove(_)).Times(0);
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(run->answer(), st(409));
    }
}

} // namespace
} // namespace dmq::requests::remove_channel_test
