// SPDX-License-Identifier: BSL-1.0
// Queues of different names are opened, used and destroyed on several threads at once.
#include "storage/ring/ring_channels.hpp"
#include "support.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace dmq::ring::test {
namespace {

TEST(Threads, OpenUseRenameAndDestroyQueues)
{
    constexpr int threads = 4, rounds = 50;
    const TempDir dir;
    for (int t = 0; t < threads; ++t)
        dir.write("restored" + std::to_string(t) + ".rq", dump({"old"}));
    RingChannels channels(dir.settings());
    channels.restore([](std::string_view) {});

    std::vector<std::unique_ptr<IStorageEngine>> kept(threads);
    const auto work = [&](int t) {
        const std::string number = std::to_string(t);
        const auto restored = channels.open("restored" + number, 1000);
        EXPECT_EQ(pop(*restored), "old");
        for (int round = 0; round < rounds; ++round) {
            const auto engine = channels.open("passing" + number, 10000);
            for (int i = 0; i < 20; ++i)
                push(*engine, "record " + std::to_string(i));
            engine->rename("sub@passing" + number);
            if (round % 2 == 0)
                engine->retire();
        }
        kept[static_cast<std::size_t>(t)] = channels.open("kept" + number, 1000);
        push(*kept[static_cast<std::size_t>(t)], number);
    };
    {
        std::vector<std::jthread> running;
        for (int t = 0; t < threads; ++t)
            running.emplace_back(work, t);
        channels.started();
    }
    EXPECT_TRUE(channels.shutdown());
    const std::map<std::string, std::string> expected{{"kept0.rq", dump({"0"})},
                                                      {"kept1.rq", dump({"1"})},
                                                      {"kept2.rq", dump({"2"})},
                                                      {"kept3.rq", dump({"3"})}};
    EXPECT_EQ(dir.files(), expected);
}

} // namespace
} // namespace dmq::ring::test
