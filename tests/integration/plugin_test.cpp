// SPDX-License-Identifier: BSL-1.0
// Plugins in the whole program: the list, settings, and those that break the rules.
#include "node_process.hpp"
#include "support/wire.hpp"
#include "unit/dmqnode/admin_client.hpp"
#include "unit/framework/fixtures/client.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <utility>

namespace dmq::test {
namespace {

namespace fs = std::filesystem;
using support::Client;
using support::cmd;
using testing::HasSubstr;

/// A node whose plugins are the storage and some of tests/broken_plugins.
class PluginProcess : public testing::Test {
protected:
    PluginProcess()
    {
        fs::create_directory(directory_.path() / "plugins");
        directory_.set("[Plugins]\ndirectory", "plugins");
        if (fs::exists(DMQ_PLUGIN_DIR "/ring.so"))
            fs::create_symlink(DMQ_PLUGIN_DIR "/ring.so", directory_.path() / "plugins/ring.so");
        use("misbehaves");
    }
    /// Loads this plugin beside the storage.
    void use(const std::string& name)
    {
        directory_.set("[Plugins]\nload", "ring " + name);
        const std::string file = name + ".so";
        fs::create_symlink(fs::path(DMQ_BROKEN_PLUGIN_DIR) / file,
                           directory_.path() / "plugins" / file);
    }
    static std::string path_of(const std::string& name) { return "plugins/" + name + ".so"; }

    NodeDirectory directory_;
};

TEST_F(PluginProcess, ListsWhatItsPluginsBringAndStartsNothing)
{
    NodeProcess node(directory_, {"-c", "etc/config.ini", "--list-plugins"});
    EXPECT_EQ(node.wait(), 0);
    EXPECT_THAT(node.output(), testing::ContainsRegex("storage +- +- +ring +ring +0.1.0 +1 +"));
    EXPECT_THAT(node.output(),
                testing::ContainsRegex("legacy +911 +- +Throw +misbehaves +1 +1 +" +
                                       path_of("misbehaves")));
    EXPECT_FALSE(directory_.has("dmqnode.socket"));
}

TEST_F(PluginProcess, AWrongSettingStopsTheStart)
{
    directory_.set("[Plugin.misbehaves]\nanswer", "0");
    NodeProcess node(directory_, {"-c", "etc/config.ini"});
    EXPECT_EQ(node.wait(), 1);
    EXPECT_THAT(node.output(),
                HasSubstr("dmqnode: plugin 'misbehaves' (" + path_of("misbehaves") +
                          ") cannot register: [Plugin.misbehaves] answer = 0: expected an integer "
                          "from 1 to 100\n"));
}

TEST_F(PluginProcess, AStorageThatIsNoneStopsTheStartWithOneLine)
{
    for (const auto& [name, why] : {std::pair("makes_nothing", "made nothing"),
                                    std::pair("throws_on_make",
                                              "threw something that is not a "
                                              "std::exception")}) {
        use(name);
        directory_.set("[Plugins]\nstorage", name);
        NodeProcess node(directory_, {"-c", "etc/config.ini"});
        EXPECT_EQ(node.wait(), 1);
        EXPECT_THAT(node.output(),
                    HasSubstr("dmqnode: [Plugins] storage = " + std::string(name) +
                              ": its factory " + why + "\n"));
    }
}

TEST_F(PluginProcess, AChangedSettingTakesEffectByReload)
{
    directory_.set("[Plugin.misbehaves]\nanswer", "5");
    NodeProcess node(directory_, {"-c", "etc/config.ini"});
    const Client client(node.wait_for_port());
    ASSERT_TRUE(client.send(cmd(910)));
    EXPECT_EQ(client.receive(4), cmd(5));
    directory_.set("[Plugin.misbehaves]\nanswer", "6");
    node_app::Client admin(directory_ / "dmqnode.socket");
    admin.send("reload\n");
    EXPECT_TRUE(support::eventually([&] {
        admin.receive();
        return admin.received.ends_with("\n\n");
    }));
    EXPECT_EQ(admin.received, "[Plugin.misbehaves] answer = 6 (was 5)\n\n");
    ASSERT_TRUE(client.send(cmd(910)));
    EXPECT_EQ(client.receive(4), cmd(6));
}

TEST_F(PluginProcess, AHandlerThatThrowsEndsItsConnectionWithOneLine)
{
    NodeProcess node(directory_, {"-c", "etc/config.ini"});
    const auto port = node.wait_for_port();
    const Client other(port);
    const Client client(port);
    ASSERT_TRUE(client.send(cmd(911)));
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_THAT(node.wait_for_line("threw"),
                HasSubstr(": request Throw of plugin misbehaves threw: out of luck; connection "
                          "closed"));
    ASSERT_TRUE(other.send(cmd(910)));
    EXPECT_EQ(other.receive(4), cmd(1));
}

#ifdef DMQ_TEST_CRASHES
TEST_F(PluginProcess, ACrashNamesRequestAndPlugins)
{
    NodeProcess node(directory_, {"-c", "etc/config.ini"});
    const Client client(node.wait_for_port());
    ASSERT_TRUE(client.send(cmd(912)));
    EXPECT_EQ(node.wait(), -SIGSEGV);
    EXPECT_THAT(node.output(),
                HasSubstr("dmqnode: crashed by SIGSEGV in request Crash of plugin misbehaves\n"
                          "plugins:\n  ring 0.1.0 ("));
    EXPECT_THAT(node.output(), HasSubstr("  misbehaves 1 (" + path_of("misbehaves") + ")\n"));
}

TEST_F(PluginProcess, ACrashWhileLoadingNamesThePlugin)
{
    use("crashes_on_load");
    NodeProcess node(directory_, {"-c", "etc/config.ini"});
    EXPECT_EQ(node.wait(), -SIGABRT);
    EXPECT_THAT(node.output(),
                HasSubstr("dmqnode: crashed by SIGABRT while loading plugin " +
                          path_of("crashes_on_load") + "\n"));
}
#endif

} // namespace
} // namespace dmq::test
