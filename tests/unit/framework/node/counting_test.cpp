// SPDX-License-Identifier: BSL-1.0
// What a node counts about requests and connections that come over real sockets.
#include "fixtures/node_fixture.hpp"

#include <gmock/gmock.h>

#include <numeric>

namespace dmq {
namespace {

using support::arr;
using support::Client;
using support::eventually;
using support::TestCommand;

class CountingTest : public support::NodeTest {
protected:
    CountingTest() { start(); }

    std::size_t type(TestCommand code) const
    {
        return registry_.find({Protocol::legacy, static_cast<std::int32_t>(code)})->index;
    }
    RequestCounts counts(TestCommand code) const { return node_->stats().requests(type(code)); }
    bool counted(TestCommand code, std::uint64_t handled) const
    {
        return eventually([&] {
            const auto now = counts(code);
            return now.handled == handled && now.active == 0;
        });
    }
};

TEST_F(CountingTest, EachRequestOfABurstIsHandledOnceAndInOneBucket)
{
    const Client client = connect();
    std::string requests;
    for (int i = 0; i < 100; ++i)
        requests += echo("x");
    ASSERT_TRUE(client.send(requests));
    ASSERT_EQ(client.receive(900).size(), 900U);
    EXPECT_TRUE(counted(TestCommand::echo, 100));
    const auto buckets = counts(TestCommand::echo).buckets;
    EXPECT_EQ(std::accumulate(buckets.begin(), buckets.end(), 0U), 100U);
    EXPECT_GT(counts(TestCommand::echo).time.count(), 0);
    EXPECT_EQ(counts(TestCommand::flood).handled, 0U);
}

TEST_F(CountingTest, ARequestThatFailsAndOneThatIsCutOffAreHandledToo)
{
    const Client failing = connect();
    ASSERT_TRUE(failing.send(command(TestCommand::fail)));
    failing.receive_rest();
    EXPECT_TRUE(counted(TestCommand::fail, 1));
    {
        const Client leaving = connect();
        ASSERT_TRUE(leaving.send(echo("long").substr(0, 10)));
        EXPECT_TRUE(eventually([&] { return counts(TestCommand::echo).active == 1; }));
    }
    EXPECT_TRUE(counted(TestCommand::echo, 1));
}

TEST_F(CountingTest, RunningRequestsAreActive)
{
    {
        const Client one = consumer();
        const Client other = consumer();
        EXPECT_EQ(counts(TestCommand::news).active, 2U);
    }
    EXPECT_TRUE(counted(TestCommand::news, 2));
    EXPECT_EQ(node_->stats().take_max_active(type(TestCommand::news)), 2U);
    EXPECT_EQ(node_->stats().take_max_active(type(TestCommand::news)), 0U);
}

} // namespace
} // namespace dmq
