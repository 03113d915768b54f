// SPDX-License-Identifier: BSL-1.0
#include "progress_report.hpp"

#include <gtest/gtest.h>

namespace dmq::node_app {
namespace {

constexpr std::uint64_t mebi = 1 << 20;

TEST(ProgressText, HasRecordsBytesAndPercent)
{
    EXPECT_EQ(progress_text({"loading", 1200000, 1177 * mebi, 4813 * mebi}),
              "loading: 1200000 records, 1.1 of 4.7 GiB (24 %)");
}

TEST(ProgressText, TakesTheUnitOfTheWhole)
{
    EXPECT_EQ(progress_text({"saving", 1, 10, 100}),
              "saving: 1 records, 10.0 of 100.0 bytes (10 %)");
    EXPECT_EQ(progress_text({"saving", 1, 512, 1024}), "saving: 1 records, 0.5 of 1.0 KiB (50 %)");
    EXPECT_EQ(progress_text({"saving", 2, 3 * mebi, 3 * mebi}),
              "saving: 2 records, 3.0 of 3.0 MiB (100 %)");
}

TEST(ProgressText, NeverSaysMoreThanAll)
{
    EXPECT_EQ(progress_text({"saving", 0, 0, 0}), "saving: 0 records, 0.0 of 0.0 bytes (100 %)");
    EXPECT_EQ(progress_text({"saving", 3, 50, 20}),
              "saving: 3 records, 50.0 of 50.0 bytes (100 %)");
}

} // namespace
} // namespace dmq::node_app
