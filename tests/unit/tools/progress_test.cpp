// SPDX-License-Identifier: BSL-1.0
// How far a command is, as text; on a terminal it is looked at in tests/integration/cli.
#include <gtest/gtest.h>

#include <progress.hpp>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using namespace std::chrono_literals;

TEST(Progress, HasABarWhereTheEndIsKnown)
{
    EXPECT_EQ(progress_text("produce", {1200, 50, 100}, 2s, 80),
              "produce  [##########----------]  50 %  1200 records  600/s");
    EXPECT_EQ(progress_text("produce", {1200, 0, 0}, 2s, 80), "produce  1200 records  600/s");
    EXPECT_EQ(progress_text("move", {0, 0, 10}, 0s, 80),
              "move  [--------------------]  0 %  0 records");
}

TEST(Progress, IsNeverMoreThanAll)
{
    EXPECT_EQ(progress_text("move", {11, 11, 10}, 0s, 80),
              "move  [####################]  100 %  11 records");
}

TEST(Progress, FitsTheTerminal)
{
    for (std::size_t columns = 0; columns < 80; ++columns)
        EXPECT_LE(progress_text("produce", {1200, 50, 100}, 2s, columns).size(), columns);
}

TEST(Progress, IsShownOnTerminalsOnly)
{
    const test::FakeNode node([](test::Peer& peer) {
        peer.read_push();
        peer.send(test::status(200));
    });
    EXPECT_EQ(test::run({"produce", "c"}, "one\n", &node).err, "");
}

} // namespace
} // namespace dmq::cli
