// SPDX-License-Identifier: BSL-1.0
// Blanks, words, letter case and spelling.
#include "text.hpp"

#include <gmock/gmock.h>

namespace dmq::node_app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Text, IsTrimmedAtBothEnds)
{
    EXPECT_EQ(trimmed(" \t a b\r\n\v\f"), "a b");
    EXPECT_EQ(trimmed("a"), "a");
    EXPECT_EQ(trimmed(" \n "), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(Text, IsSplitAtWhiteSpace)
{
    EXPECT_THAT(words_of("  a\tbc \n\n d"), ElementsAre("a", "bc", "d"));
    EXPECT_THAT(words_of(" \n"), IsEmpty());
}

TEST(Text, IsShownInOneLine)
{
    EXPECT_EQ(shown("a\nb\tc\x7f"), "a\\nb\\x09c\\x7f");
    EXPECT_EQ(shown("\xc3\xa4"), "\xc3\xa4");
}

TEST(Text, IsCutWhenShownIfItIsLong)
{
    EXPECT_EQ(shown(std::string(200, 'x')), std::string(200, 'x'));
    EXPECT_EQ(shown(std::string(201, 'x')), std::string(200, 'x') + "...");
}

TEST(Text, LosesItsCapitals) { EXPECT_EQ(lower_case("Root-ABC_z\xc3"), "root-abc_z\xc3"); }

TEST(Suggestion, IsTheNearestOfTheCandidates)
{
    const std::vector<std::string> known{"port", "neoport", "data_dir"};
    EXPECT_EQ(did_you_mean("pott", known), " (did you mean 'port'?)");
    EXPECT_EQ(did_you_mean("Port", known), " (did you mean 'port'?)");
    EXPECT_EQ(did_you_mean("neo_port", known), " (did you mean 'neoport'?)");
    EXPECT_EQ(did_you_mean("datadir", known), " (did you mean 'data_dir'?)");
    EXPECT_EQ(did_you_mean("colour", known), "");
    EXPECT_EQ(did_you_mean("", known), "");
    EXPECT_EQ(did_you_mean("port", {}), "");
}

} // namespace
} // namespace dmq::node_app
