// SPDX-License-Identifier: BSL-1.0
// The admin command `reload`.
#include "plugin_reload.hpp"
#include "support/plugin_descriptor.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

namespace dmq::node_app {
namespace {

Setting<std::uint32_t> limit("limit", 100, Reload::yes, {1, 1000});

void register_limit(IPluginRegistrar& to) { to.add_setting(limit); }

const PluginDescriptor plugin = support::plugin_descriptor<register_limit>("mine");

class PluginReload : public testing::Test {
protected:
    PluginReload()
    {
        command_line_.config = directory_ / "config.ini";
        registry_.add(plugin, "test");
        add_reload_command(commands_, registry_, command_line_);
    }
    std::string reload_with(const std::string& section)
    {
        directory_.write("config.ini",
                         "[Server]\naddress = 127.0.0.1\nport = 0\nneoport = 0\n"
                         "unix_socket_path = s\nchannel_size_limit = 1\n"
                         "[Plugins]\nload = ring mine\n" +
                             section);
        return commands_.run("reload");
    }

    test::TempDir directory_;
    CommandLine command_line_;
    PluginRegistry registry_;
    AdminCommands commands_;
};

TEST_F(PluginReload, TellsWhatHasChanged)
{
    EXPECT_EQ(reload_with("[Plugin.mine]\nlimit = 7\n"), "[Plugin.mine] limit = 7 (was 100)\n\n");
    EXPECT_EQ(limit.get(), 7U);
    EXPECT_EQ(reload_with("[Plugin.mine]\nlimit = 7\n"), "No setting of a plugin has changed.\n\n");
}

TEST_F(PluginReload, ChangesNothingIfAValueIsWrong)
{
    EXPECT_EQ(reload_with("[Plugin.mine]\nlimit = 0\n"),
              "Error: [Plugin.mine] limit = 0: expected an integer from 1 to 1000\n");
    EXPECT_EQ(limit.get(), 100U);
}

TEST_F(PluginReload, ChangesNothingIfTheRestOfTheFileIsWrong)
{
    const std::string answer = reload_with("[Plugin.mine]\nlimit = 7\n[Server]\nprot = 1\n");
    EXPECT_NE(answer.find("config.ini:12: [Server] prot"), std::string::npos) << answer;
    EXPECT_EQ(limit.get(), 100U);
}

TEST_F(PluginReload, SaysThatTheFileIsGone)
{
    EXPECT_NE(commands_.run("reload").find("config.ini"), std::string::npos);
}

TEST_F(PluginReload, TakesNoArguments)
{
    EXPECT_EQ(commands_.run("reload now"), "Error: No command arguments expected\n");
}

} // namespace
} // namespace dmq::node_app
