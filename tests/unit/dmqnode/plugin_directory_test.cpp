// SPDX-License-Identifier: BSL-1.0
// Where the plugins of programs in different places are.
#include "plugin_directory.hpp"
#include "temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace dmq::node_app {
namespace {

class PluginDirectory : public testing::Test {
protected:
    PluginDirectory()
    {
        std::filesystem::create_directories(installed_);
        std::filesystem::create_directories(root_ / "opt/lib/dmq");
    }

    test::TempDir directory_;
    std::filesystem::path root_ = directory_.path();
    std::filesystem::path installed_ = root_ / "usr/lib/dmq";
};

TEST_F(PluginDirectory, ConfiguredOneGoesFirst)
{
    EXPECT_EQ(plugin_directory("plugins", root_ / "opt/bin/dmqnode", installed_), "plugins");
}

TEST_F(PluginDirectory, BesideTheProgram)
{
    EXPECT_EQ(plugin_directory("", root_ / "opt/bin/dmqnode", installed_), root_ / "opt/lib/dmq");
}

TEST_F(PluginDirectory, ProgramInTheDirectoryOfAnInstanceUsesTheInstalledOnes)
{
    EXPECT_EQ(plugin_directory("", root_ / "srv/dmqnode-1/dmqnode", installed_), installed_);
}

TEST_F(PluginDirectory, WithoutAnyTheComplaintNamesTheOneBesideTheProgram)
{
    EXPECT_EQ(plugin_directory("", root_ / "srv/dmqnode-1/dmqnode", root_ / "missing"),
              root_ / "srv/lib/dmq");
}

} // namespace
} // namespace dmq::node_app
