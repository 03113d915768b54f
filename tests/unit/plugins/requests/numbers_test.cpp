// SPDX-License-Identifier: BSL-1.0
// The requests of legacy-protocol §8 that answer numbers or names.
#include "requests/get_channel_size/get_channel_size.hpp"
#include "requests/get_channels/get_channels.hpp"
#include "requests/get_num_connections/get_num_connections.hpp"
#include "requests/get_size/get_size.hpp"
#include "requests/get_size_limit/get_size_limit.hpp"
#include "support/request_suites.hpp"

namespace dmq::requests::numbers_test {
namespace {

using namespace support;
using testing::IsEmpty;
using testing::Return;

const std::string head = st(200) + arr("127.0.0.1") + u16(2200);

void fill(mocks::MockChannels& channels)
{
    channels.add("a").holding("123").holding("4");
    channels.add("b").holding("56");
    channels.add("empty");
}

Scenario get_channels()
{
    return Scenario::of<GetChannels>("").given(fill).answers(st(200) + list({"a", "b", "empty"}));
}
Scenario get_channel_size()
{
    return Scenario::of<GetChannelSize>(arr("a")).given(fill).answers(head + u64(2) + u64(20));
}
Scenario get_size()
{
    return Scenario::of<GetSize>("").given(fill).answers(head + u64(3) + u64(30));
}
Scenario get_size_limit() { return Scenario::of<GetSizeLimit>("").answers(head + u64(1'000'000)); }
Scenario get_num_connections()
{
    return Scenario::of<GetNumConnections>("").answers(head + u64(3));
}

class Numbers : public testing::TestWithParam<Scenario (*)()> { };

TEST_P(Numbers, AreTheSameHoweverTheBytesArrive) { expect_same_however_bytes_arrive(GetParam()()); }
TEST_P(Numbers, EndWhenThePeerLeaves) { expect_end_when_peer_leaves(GetParam()()); }
TEST_P(Numbers, NeverSuspendWithAllBuffered) { expect_no_suspension(GetParam()()); }

INSTANTIATE_TEST_SUITE_P(Requests, Numbers,
                         testing::Values(&get_channels, &get_channel_size, &get_size,
                                         &get_size_limit, &get_num_connections));

TEST(GetChannelSize, StandsRemovalAtEachSuspension)
{
    expect_removal_is_harmless(get_channel_size(), [](RequestRun& run) {
        EXPECT_EQ(run.answer(), head + u64(0) + u64(0));
    });
}

TEST(GetChannelSize, AnswersZerosForAnUnknownChannelAndCreatesNone)
{
    auto run = run_of<GetChannelSize>(arr("ch"));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), head + u64(0) + u64(0));
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(GetChannelSize, RefusesABadName)
{
    for (const char* name : {"", "sub@ch", "b!"}) {
        auto run = run_of<GetChannelSize>(arr(name));
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(run->answer(), st(409));
    }
}

TEST(GetChannelSize, CountsTheOverflowToo)
{
    auto run = run_of<GetChannelSize>(arr("ch"));
    const QueueUsage usage{.memory_records = 1,
                           .memory_bytes = 18,
                           .overflow_records = 5,
                           .overflow_bytes = 500,
                           .capacity = 1000};
    EXPECT_CALL(run->channels().add("ch"), usage()).WillOnce(Return(usage));
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), head + u64(6) + u64(518));
}

TEST(GetSize, AnswersZerosWithoutChannels)
{
    auto run = run_of<GetSize>("");
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), head + u64(0) + u64(0));
}

TEST(GetChannels, AnswersAnEmptyListWithoutChannels)
{
    auto run = run_of<GetChannels>("");
    EXPECT_EQ(run->run(), Outcome::finished);
    EXPECT_EQ(run->answer(), st(200) + list({}));
}

} // namespace
} // namespace dmq::requests::numbers_test
