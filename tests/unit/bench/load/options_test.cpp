// SPDX-License-Identifier: BSL-1.0
#include "load/options.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dmq::bench {
namespace {

std::optional<Workload> parse(std::vector<const char*> words)
{
    words.insert(words.begin(), "dmq-load");
    return parse_options(static_cast<int>(words.size()), words.data());
}

std::string complaint(const std::vector<const char*>& words)
{
    try {
        parse(words);
        return "none";
    } catch (const UsageError& error) {
        return error.what();
    }
}

TEST(LoadOptions, DescribeAFlow)
{
    const auto flow = parse({"--work",        "flow",        "--producer",  "legacy@127.0.0.1:1",
                             "--producers",   "4",           "--depth",     "0",
                             "--consumer",    "neo@/socket", "--consumers", "8",
                             "--subscribers", "2",           "--channel",   "c",
                             "--size",        "1024",        "--records",   "7",
                             "--rate",        "10",          "--window",    "5",
                             "--timeout",     "3",           "--pid",       "9"});
    ASSERT_TRUE(flow);
    EXPECT_EQ(flow->work, Work::flow);
    EXPECT_EQ(flow->producer.dialect, Dialect::legacy);
    EXPECT_EQ(flow->producer.address, "127.0.0.1:1");
    EXPECT_EQ(flow->producer.connections, 4U);
    EXPECT_EQ(flow->producer.depth, 0U);
    EXPECT_EQ(flow->consumer.dialect, Dialect::neo);
    EXPECT_EQ(flow->consumer.address, "/socket");
    EXPECT_TRUE(flow->consumer.further.empty());
    EXPECT_EQ(flow->consumer.connections, 8U);
    EXPECT_EQ(flow->subscribers, 2U);
    EXPECT_EQ(flow->channel, "c");
    EXPECT_EQ(flow->record_size, 1024U);
    EXPECT_EQ(flow->records, 7U);
    EXPECT_EQ(flow->rate, 10);
    EXPECT_EQ(flow->window, 5U);
    EXPECT_EQ(flow->timeout, std::chrono::seconds(3));
    EXPECT_EQ(flow->server, 9);
}

TEST(LoadOptions, WorkIsNeededAndKnown)
{
    EXPECT_THAT(complaint({}), testing::HasSubstr("work"));
    EXPECT_THAT(complaint({"--work", "rest"}), testing::HasSubstr("'rest'"));
}

TEST(LoadOptions, SidesAreNeededAsTheWorkWantsThem)
{
    EXPECT_THAT(complaint({"--work", "push"}), testing::HasSubstr("--producer is missing"));
    EXPECT_THAT(complaint({"--work", "pop"}), testing::HasSubstr("--consumer is missing"));
    EXPECT_THAT(complaint({"--work", "push", "--producer", "telnet@127.0.0.1:1"}),
                testing::HasSubstr("'telnet@127.0.0.1:1'"));
    EXPECT_THAT(complaint({"--work", "push", "--producer", "legacy"}),
                testing::HasSubstr("DIALECT@ADDRESS"));
}

TEST(LoadOptions, CredentialsComeFromAFile)
{
    const test::TempDir directory;
    const std::string path = directory.write("credentials", "me:0123\n");
    const auto push = parse(
        {"--work", "push", "--producer", "neo@127.0.0.1:1", "--credentials", path.c_str()});
    ASSERT_TRUE(push);
    EXPECT_EQ(push->credentials.name, "me");
    EXPECT_EQ(push->credentials.key, "0123");
    EXPECT_THAT(complaint({"--work", "push", "--producer", "neo@127.0.0.1:1", "--credentials",
                           "/does/not/exist"}),
                testing::HasSubstr("/does/not/exist"));
}

TEST(LoadOptions, HelpIsPrinted)
{
    testing::internal::CaptureStdout();
    EXPECT_FALSE(parse({"--help"}));
    EXPECT_THAT(testing::internal::GetCapturedStdout(), testing::HasSubstr("--work"));
}

} // namespace
} // namespace dmq::bench
