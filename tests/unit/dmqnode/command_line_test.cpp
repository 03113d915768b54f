// SPDX-License-Identifier: BSL-1.0
// Options, help and build attributes.
#include "build_info.hpp"
#include "command_line.hpp"
#include "text.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

namespace dmq::node_app {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using Arguments = std::vector<std::string>;

std::string usage_error(const Arguments& arguments)
{
    try {
        parse_command_line(arguments);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "(accepted)";
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

TEST(CommandLine, TakesTheFileInFourWays)
{
    for (const auto& arguments :
         {Arguments{"-c", "a b.ini"}, Arguments{"-ca b.ini"}, Arguments{"--config", "a b.ini"},
          Arguments{"--config=a b.ini"}}) {
        const auto line = parse_command_line(arguments);
        EXPECT_EQ(line.config, "a b.ini");
        EXPECT_EQ(line.action, Action::run);
        EXPECT_FALSE(line.loose_config_parsing);
        EXPECT_THAT(line.overrides, IsEmpty());
    }
}

TEST(CommandLine, TakesOverridesAsOftenAsGiven)
{
    const auto line = parse_command_line(
        {"-O", "A.b = 1", "A.c = -2", "-c", "f", "-OA.d =", "--override-config=A.e = 3",
         "--override-config", "A.f = 4", "A.g=5", "--loose-config-parsing"});
    EXPECT_THAT(line.overrides,
                ElementsAre("A.b = 1", "A.c = -2", "A.d =", "A.e = 3", "A.f = 4", "A.g=5"));
    EXPECT_EQ(line.config, "f");
    EXPECT_TRUE(line.loose_config_parsing);
}

TEST(CommandLine, NeedsNoFileForActionsThatDoNotRead)
{
    EXPECT_EQ(parse_command_line({"-h"}).action, Action::help);
    EXPECT_EQ(parse_command_line({"--help"}).action, Action::help);
    EXPECT_EQ(parse_command_line({"--version"}).action, Action::version);
    EXPECT_EQ(parse_command_line({"--build-info"}).action, Action::build_info);
    const auto generate = parse_command_line({"--generate-credentials", "me"});
    EXPECT_EQ(generate.action, Action::generate_credentials);
    EXPECT_EQ(generate.credentials_name, "me");
}

TEST(CommandLine, ChecksAFile)
{
    const auto line = parse_command_line({"--check-config", "-c", "f"});
    EXPECT_EQ(line.action, Action::check_config);
    EXPECT_EQ(line.config, "f");
}

TEST(CommandLine, PrefersHelp)
{
    EXPECT_EQ(parse_command_line({"--version", "-h", "-c", "f"}).action, Action::help);
}

TEST(CommandLine, RequiresTheFile)
{
    for (const auto& arguments : {Arguments{}, Arguments{"--check-config"}, Arguments{"--config="},
                                  Arguments{"-O", "A.b = 1"}})
        EXPECT_THAT(usage_error(arguments), HasSubstr("--config")) << arguments.size();
}

TEST(CommandLine, NamesWhatItDoesNotUnderstand)
{
    EXPECT_THAT(usage_error({"-c", "f", "--nonsense"}), HasSubstr("--nonsense"));
    EXPECT_THAT(usage_error({"-c", "f", "-x"}), HasSubstr("-x"));
    EXPECT_EQ(usage_error({"-c", "f", "more"}), "unexpected argument 'more'");
    EXPECT_THAT(usage_error({"-c"}), HasSubstr("--config"));
    EXPECT_THAT(usage_error({"-c", "f", "-O"}), HasSubstr("--override-config"));
    EXPECT_THAT(usage_error({"-c", "f", "-c", "g"}), HasSubstr("--config"));
    EXPECT_THAT(usage_error({"--vers"}), HasSubstr("--vers"));
    EXPECT_THAT(usage_error({"--version=1"}), HasSubstr("--version"));
}

TEST(Help, ListsEveryOptionIn80Columns)
{
    const auto text = help_text();
    for (const auto* option : {"-c [ --config ] FILE", "-h [ --help ]", "--version", "--build-info",
                               "--loose-config-parsing", "-O [ --override-config ]",
                               "--check-config", "--generate-credentials NAME"})
        EXPECT_THAT(text, HasSubstr(option));
    EXPECT_THAT(lines_of(text), Each(SizeIs(testing::Le(80U))));
    EXPECT_THAT(text, HasSubstr("Examples:\n  dmqnode -c etc/config.ini\n"));
    EXPECT_THAT(usage_hint(), HasSubstr("-h"));
}

TEST(BuildInfo, IsTheVersionAndSortedAttributes)
{
    auto lines = lines_of(build_info_text());
    ASSERT_GT(lines.size(), 4U);
    EXPECT_THAT(version_line(), testing::MatchesRegex("dmqnode version [0-9.]+"));
    EXPECT_EQ(lines.front(), version_line());
    lines.erase(lines.begin());
    EXPECT_THAT(lines, Each(testing::MatchesRegex("[a-z_]+=.+")));
    EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
    EXPECT_THAT(build_info_text(),
                AllOf(HasSubstr("\nabi="), HasSubstr("\nboost="), HasSubstr("\ncompiler="),
                      HasSubstr("\nbuild_type="), HasSubstr("\ngit_commit="),
                      Not(HasSubstr("=/"))));
}

} // namespace
} // namespace dmq::node_app
