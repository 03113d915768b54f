// SPDX-License-Identifier: BSL-1.0
// The user's own settings file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <config_file.hpp>
#include <failure.hpp>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::string error_of(const std::string& text)
{
    try {
        parse_config(text, "config");
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::usage);
        return failure.what();
    }
    return "";
}

TEST(ConfigFile, HasNamesAndValues)
{
    EXPECT_THAT(parse_config("# mine\n\n  json = true\t\r\nnodes=my nodes\n", "config"),
                ElementsAre(Pair("json", "true"), Pair("nodes", "my nodes")));
    EXPECT_THAT(parse_config("", "config"), IsEmpty());
    EXPECT_THAT(parse_config("quiet = true", "config"), ElementsAre(Pair("quiet", "true")));
    EXPECT_THAT(parse_config("socket = a=b", "config"), ElementsAre(Pair("socket", "a=b")));
}

TEST(ConfigFile, MayHaveSeveralNodes)
{
    EXPECT_THAT(parse_config("node = b:1\nnode = a:2\n", "config"),
                ElementsAre(Pair("node", "b:1"), Pair("node", "a:2")));
}

TEST(ConfigFile, NamesTheLineThatIsWrong)
{
    EXPECT_EQ(error_of("json = true\n\nnonsense\n"),
              "config:3: expected NAME = VALUE, not \"nonsense\"");
    EXPECT_EQ(error_of("nods = x"),
              "config:1: \"nods\": expected node, nodes, credentials, legacy, json, quiet, timeout "
              "or socket");
    EXPECT_EQ(error_of("json ="), "config:1: json: expected a value");
    EXPECT_EQ(error_of("json = true\njson = false"), "config:2: json for the second time");
}

TEST(ConfigFile, NeedNotExist)
{
    const test::TemporaryDirectory directory;
    EXPECT_THAT(load_config(""), IsEmpty());
    EXPECT_THAT(load_config(directory.path() / "missing"), IsEmpty());
    EXPECT_THAT(load_config(directory.write("config", "json = 1\n")),
                ElementsAre(Pair("json", "1")));
}

} // namespace
} // namespace dmq::cli
