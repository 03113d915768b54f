// SPDX-License-Identifier: BSL-1.0
// The table of --list-plugins.
#include "plugin_list.hpp"
#include "support/plugin_descriptor.hpp"

#include <gmock/gmock.h>

namespace dmq::node_app {
namespace {

using support::EmptyLegacyRequest;
using support::EmptyNeoRequest;
using support::plugin_descriptor;

std::unique_ptr<IStorageChannels> no_storage(const StorageSettings&) { return nullptr; }

Setting<bool> loud("loud", true);

void register_all_kinds(IPluginRegistrar& to)
{
    to.add_request<EmptyNeoRequest>({Protocol::neo, 130, 2}, "speak");
    to.add_request<EmptyLegacyRequest>({Protocol::legacy, 1001}, "Speak");
    to.add_storage("tape", no_storage);
    to.add_setting(loud);
}
void register_nothing(IPluginRegistrar&) { }

TEST(PluginList, IsAHeadLineWithoutPlugins)
{
    EXPECT_EQ(plugin_list(PluginRegistry(), Columns::aligned),
              "kind  code  version  name  plugin  plugin_version  abi  path\n");
    EXPECT_EQ(plugin_list(PluginRegistry(), Columns::tabs),
              "kind\tcode\tversion\tname\tplugin\tplugin_version\tabi\tpath\n");
}

TEST(PluginList, HasALineForAllThatPluginsBring)
{
    PluginRegistry registry;
    registry.add(plugin_descriptor<register_all_kinds>("speaker", "0.1.0"), "/lib/speaker.so");
    registry.add(plugin_descriptor<register_nothing>("idle", "0.1.0"), "built in");
    EXPECT_EQ(plugin_list(registry, Columns::aligned),
              "kind     code  version  name       plugin   plugin_version  abi  path\n"
              "legacy   1001  -        Speak      speaker  0.1.0           1    /lib/speaker.so\n"
              "neo      130   2        speak      speaker  0.1.0           1    /lib/speaker.so\n"
              "storage  -     -        tape       speaker  0.1.0           1    /lib/speaker.so\n"
              "setting  -     -        loud=true  speaker  0.1.0           1    /lib/speaker.so\n"
              "-        -     -        -          idle     0.1.0           1    built in\n");
}

TEST(PluginList, WithTabsHasNoBlanks)
{
    PluginRegistry registry;
    registry.add(plugin_descriptor<register_nothing>("idle", "0.1.0"), "/idle.so");
    EXPECT_THAT(plugin_list(registry, Columns::tabs),
                testing::EndsWith("\n-\t-\t-\t-\tidle\t0.1.0\t1\t/idle.so\n"));
}

TEST(PluginFaults, CountsForEachPlugin)
{
    PluginRegistry registry;
    registry.add(plugin_descriptor<register_nothing>("idle", "0.1.0"), "built in");
    registry.add(plugin_descriptor<register_all_kinds>("speaker", "0.1.0"), "built in");
    registry.plugins()[1].faults->exceptions = 2;
    registry.plugins()[1].faults->hogs = 1;
    EXPECT_EQ(plugin_faults(registry), "plugin\texceptions\thogs\nidle\t0\t0\nspeaker\t2\t1\n");
}

} // namespace
} // namespace dmq::node_app
