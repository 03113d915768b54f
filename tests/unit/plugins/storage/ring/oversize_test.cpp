// SPDX-License-Identifier: BSL-1.0
// A dump that is larger than the queue of today.
#include "storage/ring/dump_file.hpp"
#include "storage/ring/ring_channels.hpp"
#include "storage/ring/ring_engine.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

namespace dmq::ring::test {
namespace {

using testing::ElementsAre;
using testing::Pair;

class Oversize : public testing::Test {
protected:
    /// Four records of 20 bytes.
    RingEngine& open(std::uint64_t capacity)
    {
        dir_.write("ch.rq", dump(Payloads(4, std::string(12, 'a'))));
        channels_ = std::make_unique<RingChannels>(dir_.settings());
        channels_->restore([](std::string_view) {});
        engine_ = channels_->open("ch", capacity);
        channels_->started();
        return dynamic_cast<RingEngine&>(*engine_);
    }

    TempDir dir_;
    std::unique_ptr<RingChannels> channels_;
    std::unique_ptr<IStorageEngine> engine_;
};

TEST_F(Oversize, LosesNothingAndReportsTheConfiguredCapacity)
{
    RingEngine& engine = open(30);
    EXPECT_EQ(engine.usage().capacity, 30U);
    EXPECT_EQ(engine.usage().memory_bytes, 80U);
    EXPECT_EQ(engine.usage().percent(), 266U);
    EXPECT_EQ(engine.mapped(), 80U);
    EXPECT_EQ(drain(engine).size(), 4U);
}

TEST_F(Oversize, RefusesUntilTheRecordsFit)
{
    RingEngine& engine = open(30);
    const std::string record(2, 'b'); // 10 bytes
    for (int left = 4; left > 1; --left) {
        EXPECT_EQ(push(engine, record), PushStatus::full) << left;
        pop(engine);
    }
    EXPECT_EQ(push(engine, record), PushStatus::stored);
    EXPECT_EQ(push(engine, "c"), PushStatus::full);
    EXPECT_THAT(drain(engine), ElementsAre(std::string(12, 'a'), record));
}

TEST_F(Oversize, ReturnsToTheConfiguredSizeWhenEmptyAndNothingIsLent)
{
    RingEngine& engine = open(30);
    const LeasedRun all = engine.lease(1000);
    EXPECT_EQ(engine.mapped(), 80U);
    engine.clear();
    EXPECT_EQ(engine.mapped(), 80U);
    EXPECT_THAT(payloads(all), testing::SizeIs(4));
    engine.release(all.ticket);
    EXPECT_EQ(engine.mapped(), 30U);
    EXPECT_EQ(push(engine, std::string(22, 'b')), PushStatus::stored);
    EXPECT_EQ(push(engine, "c"), PushStatus::full);
}

TEST_F(Oversize, WholePagesAreGivenBack)
{
    const std::string record(100000, 'r');
    dir_.write("big.rq", dump({record, record}));
    RingChannels channels(dir_.settings());
    channels.restore([](std::string_view) {});
    const auto engine = channels.open("big", 5000);
    EXPECT_THAT(drain(*engine), ElementsAre(record, record));
    EXPECT_EQ(dynamic_cast<RingEngine&>(*engine).mapped(), 5000U);
    EXPECT_EQ(push(*engine, record.substr(0, 4992)), PushStatus::stored);
    EXPECT_EQ(pop(*engine), record.substr(0, 4992));
}

TEST_F(Oversize, ACapacityOfZeroTakesNothingNew)
{
    RingEngine& engine = open(0);
    EXPECT_EQ(drain(engine).size(), 4U);
    EXPECT_EQ(engine.mapped(), 0U);
    EXPECT_EQ(push(engine, "b"), PushStatus::full);
    EXPECT_EQ(push_run(engine, {"b", "c"}).refused, 2U);
}

TEST_F(Oversize, IsSavedAgainWhole)
{
    open(30);
    EXPECT_TRUE(channels_->shutdown());
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("ch.rq", dump(Payloads(4, std::string(12, 'a'))))));
}

TEST_F(Oversize, ADumpOfExactlyTheCapacityIsOrdinary)
{
    RingEngine& engine = open(80);
    EXPECT_EQ(push(engine, "b"), PushStatus::full);
    pop(engine);
    EXPECT_EQ(push(engine, std::string(12, 'b')), PushStatus::stored);
    EXPECT_EQ(engine.usage().percent(), 100U);
}

} // namespace
} // namespace dmq::ring::test
