// SPDX-License-Identifier: BSL-1.0
// The standing suites for all neo requests.
#include "requests/clear/clear.hpp"
#include "requests/consume/neo_consume.hpp"
#include "requests/list_channels/list_channels.hpp"
#include "requests/peek/peek.hpp"
#include "requests/pop/neo_pop.hpp"
#include "requests/push/neo_push.hpp"
#include "requests/remove_channel/neo_remove_channel.hpp"
#include "requests/remove_subscriber/remove_subscriber.hpp"
#include "support/neo_request_suites.hpp"

#include <ostream>

namespace dmq::requests::neo_suites_test {
namespace {

using namespace support;

void two_records(mocks::MockChannels& channels)
{
    channels.add("ch").holding("one").holding("two");
}

struct Named {
    const char* name;
    NeoScenario scenario;
};

std::ostream& operator<<(std::ostream& to, const Named& named) { return to << named.name; }

std::vector<Named> all()
{
    const std::string proceed = msg(neo::ConsumeControl::proceed);
    const std::string stop = msg(neo::ConsumeControl::stop);
    const std::string peek = arr("ch") + arr("") + integer(std::uint32_t{10}) + u64(1000);
    return {
        {"Push", NeoScenario::of<NeoPush>(hex("02") + arr("ch") + arr("new") + arr("value"))},
        {"Pop", NeoScenario::of<NeoPop>(arr("ch")).given(two_records)},
        {"Consume",
         NeoScenario::of<NeoConsume>(arr("ch") + arr("")).given(two_records).then({proceed, stop})},
        {"ConsumeStoppedInABatch",
         NeoScenario::of<NeoConsume>(arr("ch") + arr("")).given(two_records).then({stop})},
        {"ListChannels", NeoScenario::of<ListChannels>(arr("")).given(two_records)},
        {"Peek", NeoScenario::of<Peek>(peek).given(two_records)},
        {"RemoveChannel", NeoScenario::of<NeoRemoveChannel>(arr("ch")).given(two_records)},
        {"RemoveSubscriber",
         NeoScenario::of<RemoveSubscriber>(arr("ch") + arr("")).given(two_records)},
        {"Clear", NeoScenario::of<Clear>(arr("ch") + hex("00") + arr("")).given(two_records)},
    };
}

class NeoSuites : public testing::TestWithParam<Named> {
protected:
    const NeoScenario& scenario() const { return GetParam().scenario; }
};

INSTANTIATE_TEST_SUITE_P(Each, NeoSuites, testing::ValuesIn(all()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_P(NeoSuites, NeverSuspendsWithAllReceived) { expect_no_suspension(scenario()); }
TEST_P(NeoSuites, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
TEST_P(NeoSuites, StandsDestruction) { expect_destruction_is_harmless(scenario()); }
TEST_P(NeoSuites, StandsRemovalOfTheChannel) { expect_removal_is_harmless(scenario()); }
TEST_P(NeoSuites, IsTheSameOnABusyConnection) { expect_same_when_busy(scenario()); }

} // namespace
} // namespace dmq::requests::neo_suites_test
