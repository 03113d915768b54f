// SPDX-License-Identifier: BSL-1.0
// The command line as such: help, wrong usage, unreachable nodes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using namespace dmq::test;
using Arguments = std::vector<std::string>;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Run, ShowsHelpAndVersion)
{
    const Result help = run({"--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.out, StartsWith("Usage: dmq [--node HOST:PORT]"));
    const Result version = run({"--version"});
    EXPECT_EQ(version.code, 0);
    EXPECT_THAT(version.out, StartsWith("dmq "));
    for (const char* name :
         {"push", "produce", "pop", "consume", "channels", "remove", "inspect"}) {
        EXPECT_THAT(help.out, HasSubstr("  " + std::string(name) + " "));
        const Result command = run({name, "--help"});
        EXPECT_EQ(command.code, 0);
        EXPECT_THAT(command.out, HasSubstr("Examples:\n  "));
        EXPECT_THAT(command.out, HasSubstr("--node"));
        EXPECT_EQ(run({name, "-h"}).out, command.out);
    }
}

TEST(Run, RefusesWrongUsageWithOneLine)
{
    const std::pair<Arguments, const char*> cases[] = {
        {{}, "dmq: expected a command"},
        {{"--node"}, "dmq: expected a command"},
        {{"explode"}, "dmq: unknown command \"explode\""},
        {{"--bad", "pop", "c"}, "--bad"},
        {{"pop"}, "dmq pop: too few arguments: expected pop CHANNEL"},
        {{"pop", "a", "b"}, "dmq pop: too many arguments"},
        {{"pop", "--bad", "c"}, "dmq pop: unrecognised option '--bad'"},
        {{"pop", "c", "--coun", "1"}, "--coun"},
        {{"pop", "c", "--count", "x"}, "--count: \"x\" is not a number from 1"},
        {{"pop", "c", "--count", "-1"}, "--count"},
        {{"pop", "a b"}, "channel name \"a b\": expected one or more of A-Z"},
        {{"pop", "sub@ch"}, "channel name \"sub@ch\""},
        {{"push", "", "r"}, "channel name \"\""},
        {{"push", "c", ""}, "a record has 1 to 10485760 bytes"},
        {{"push", "c", "r", "--file", "f"}, "expected one of"},
        {{"push", "c", "r", "--stdin"}, "expected one of"},
        {{"push", "c", "--stdin", "--file", "f"}, "expected one of"},
        {{"push", "c", "--empty", "x"}, "--empty: \"x\": expected skip or fail"},
        {{"produce", "c", "r"}, "too many arguments"},
        {{"consume", "c", "--count", "0"}, "--count"},
        {{"consume", "c", "--for", "0"}, "--for: expected more than 0"},
        {{"consume", "c", "--for", "x"}, "--for"},
        {{"channels", "c"}, "too many arguments"},
        {{"pop", "c", "--timeout", "-1"}, "--timeout"},
        {{"pop", "c", "--node", "x"}, "--node: \"x\" is not an address HOST:PORT"},
    };
    for (const auto& [arguments, text] : cases) {
        const Result result = run(arguments);
        EXPECT_EQ(result.code, 2) << result.err;
        EXPECT_THAT(result.err, HasSubstr(text));
        EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
        EXPECT_EQ(result.out, "");
    }
}

TEST(Run, TellsThatTheNodeCannotBeReached)
{
    const std::string node = to_string(closed_address());
    const Arguments cases[] = {{"push", "c", "r"}, {"produce", "c"}, {"produce", "c", "--stream"},
                               {"pop", "c"},       {"consume", "c"}, {"channels"},
                               {"remove", "c"}};
    for (Arguments arguments : cases) {
        const std::string name = arguments[0];
        arguments.insert(arguments.begin(), {"--node", node});
        const Result result = run(arguments);
        EXPECT_EQ(result.code, 3);
        EXPECT_EQ(result.err,
                  "dmq " + name + ": cannot connect to " + node + ": Connection refused\n");
    }
}

TEST(Run, TakesCommonOptionsOnBothSides)
{
    const FakeNode node({[](Peer& peer) { peer.read_push(), peer.send(status(200)); },
                         [](Peer& peer) { peer.read_push(), peer.send(status(200)); }});
    const std::string address = to_string(node.address());
    EXPECT_EQ(run({"--node=" + address, "--timeout", "5", "push", "c", "r"}).code, 0);
    EXPECT_EQ(run({"--node", "x:1", "push", "c", "r", "--node", address}).code, 0);
}

TEST(Run, LimitsTheTimeForAnswers)
{
    const FakeNode node([](Peer& peer) { peer.read_to_end(); });
    const Result result = run({"pop", "c", "--timeout", "0.01"}, "", &node);
    EXPECT_EQ(result.code, 3);
    EXPECT_THAT(result.err, HasSubstr("no answer to Pop within 10 ms"));
}

TEST(Run, TellsWhichFileCannotBeOpened)
{
    const TemporaryDirectory directory;
    const std::string file = (directory.path() / "missing").string();
    const Result result = run({"push", "c", "--file", file});
    EXPECT_EQ(result.code, 5);
    EXPECT_EQ(result.err, "dmq push: cannot open " + file + ": No such file or directory\n");
}

} // namespace
} // namespace dmq::cli
