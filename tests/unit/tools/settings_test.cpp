// SPDX-License-Identifier: BSL-1.0
// What several sources of settings come to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <failure.hpp>
#include <functional>
#include <settings.hpp>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using testing::HasSubstr;

class SettingsTest : public testing::Test {
protected:
    SettingsTest() { io_.directory = directory_.path(); }

    static Source options(ConfigValues values) { return {"--", false, std::move(values)}; }
    static Source file(ConfigValues values) { return {"config: ", false, std::move(values)}; }
    std::string key(const std::string& name) const
    {
        return directory_.write(name, name + ":" + std::string(256, '1') + "\n");
    }
    std::vector<std::string> nodes(const std::vector<Source>& sources) const
    {
        std::vector<std::string> nodes;
        for (const client::Address& node : settle(sources, io_).nodes)
            nodes.push_back(to_string(node));
        return nodes;
    }
    std::string error_of(const std::vector<Source>& sources) const
    {
        try {
            settle(sources, io_);
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.code(), ExitCode::usage);
            return failure.what();
        }
        return "";
    }

    test::TemporaryDirectory directory_;
    Io io_;
};

TEST_F(SettingsTest, TheFirstSourceCounts)
{
    io_.environment = {{"DMQ_TIMEOUT", "2"}, {"DMQ_JSON", "false"}};
    const auto environment = environment_source(io_);
    const Settings settings = settle({options({{"timeout", "1.5"}}), environment,
                                      file({{"timeout", "3"}, {"json", "true"}, {"quiet", "1"}})},
                                     io_);
    EXPECT_EQ(settings.timeout, std::chrono::milliseconds(1500));
    EXPECT_FALSE(settings.json);
    EXPECT_TRUE(settings.quiet);
}

TEST_F(SettingsTest, NodesAreThoseOfOneSource)
{
    EXPECT_THAT(nodes({options({{"node", "a:1"}, {"node", "b:2"}}), file({{"node", "c:3"}})}),
                testing::ElementsAre("a:1", "b:2"));
    const std::string list = directory_.write("list", "# two\na:1\nb:2\n");
    EXPECT_THAT(nodes({options({}), file({{"nodes", list}})}), testing::ElementsAre("a:1", "b:2"));
    io_.dmq_node = "d:4";
    EXPECT_THAT(nodes({environment_source(io_), file({{"nodes", list}})}),
                testing::ElementsAre("d:4"));
    EXPECT_THAT(error_of({options({{"node", "a:1"}, {"nodes", list}})}),
                HasSubstr("expected either --node or --nodes, not both"));
}

TEST_F(SettingsTest, CredentialsMeanNeoUnlessLegacyIsWanted)
{
    EXPECT_FALSE(settle({options({{"node", "a:1"}})}, io_).credentials);
    const Source with_key = options({{"node", "a:1"}, {"credentials", key("me")}});
    EXPECT_EQ(settle({with_key}, io_).credentials->name, "me");
    EXPECT_FALSE(settle({options({{"legacy", "true"}}), with_key}, io_).credentials);
}

TEST_F(SettingsTest, WithoutANodeItIsThatOfTheDirectory)
{
    EXPECT_THAT(nodes({}), testing::ElementsAre("127.0.0.1:10000"));
    directory_.write("run/dmq.node", "127.0.0.1:5\n");
    EXPECT_THAT(nodes({}), testing::ElementsAre("127.0.0.1:5"));
    directory_.write("run/dmq.neo", "127.0.0.1:6\n");
    directory_.write("run/etc/credentials", "admin:" + std::string(256, '2') + "\n");
    const Settings settings = settle({}, io_);
    EXPECT_EQ(to_string(settings.nodes.at(0)), "127.0.0.1:6");
    EXPECT_EQ(settings.credentials->name, "admin");
    EXPECT_EQ(settings.socket, (directory_.path() / "run" / "dmqnode.socket").string());
    EXPECT_THAT(nodes({options({{"legacy", "true"}})}), testing::ElementsAre("127.0.0.1:5"));
    EXPECT_EQ(settle({options({{"credentials", key("me")}})}, io_).credentials->name, "me");
    EXPECT_EQ(settle({options({{"socket", "s"}})}, io_).socket, "s");
}

TEST_F(SettingsTest, ErrorsNameTheSource)
{
    io_.environment = {{"DMQ_JSON", "yes"}, {"DMQ_TIMEOUT", "x"}};
    EXPECT_EQ(error_of({environment_source(io_)}),
              "environment variable DMQ_JSON: \"yes\" is not true or false");
    io_.environment.erase("DMQ_JSON");
    EXPECT_EQ(error_of({environment_source(io_)}),
              "environment variable DMQ_TIMEOUT: \"x\" is not a number of seconds");
    EXPECT_THAT(error_of({file({{"node", "nowhere"}})}), HasSubstr("config: node: \"nowhere\""));
    EXPECT_THAT(error_of({options({{"timeout", "0"}})}), HasSubstr("--timeout: expected more"));
}

TEST_F(SettingsTest, EmptyVariablesAreNone)
{
    io_.environment = {{"DMQ_JSON", ""}, {"DMQ_NODES", ""}};
    EXPECT_TRUE(environment_source(io_).values.empty());
}

} // namespace
} // namespace dmq::cli
