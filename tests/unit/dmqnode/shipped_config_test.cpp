// SPDX-License-Identifier: BSL-1.0
// The configuration files in etc/ and their documentation agree with the program.
#include "config_text.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <regex>

namespace dmq::node_app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string source_file(const std::string& name)
{
    std::ifstream file(std::string(DMQ_SOURCE_DIR "/") + name);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

// what is commented out with ';' are keys with their defaults
std::string uncommented(const std::string& text)
{
    return std::regex_replace(text, std::regex("(^|\n);"), "$1");
}

void expect_clean(const Diagnostics& diagnostics)
{
    EXPECT_THAT(diagnostics.errors, IsEmpty());
    EXPECT_THAT(diagnostics.warnings, IsEmpty());
}

/// The shipped file with the keys that it shows in comments; those without a value have one.
ConfigFile with_all_keys()
{
    Diagnostics diagnostics;
    const auto text = std::regex_replace(uncommented(source_file("dmqnode/etc/config.ini")),
                                         std::regex(" =\n"), " = x\n");
    return ConfigFile::parse(text, "c.ini", diagnostics);
}

TEST(ShippedConfig, IsValid)
{
    expect_clean(Checked(source_file("dmqnode/etc/config.ini")).diagnostics);
    expect_clean(Checked(source_file("dmqnode/etc/dev-config.ini.in")).diagnostics);
}

TEST(ShippedConfig, ShowsTheDefaults)
{
    const auto text = source_file("dmqnode/etc/config.ini");
    const Checked as_shipped(text);
    const Checked complete(uncommented(text));
    expect_clean(complete.diagnostics);
    EXPECT_EQ(complete.config, as_shipped.config);
}

TEST(ShippedConfig, HasOnlyDocumentedKeys)
{
    const auto documentation = source_file("docs/configuration.md");
    const auto file = with_all_keys();
    for (const auto& section : file.sections()) {
        for (const auto* entry : file.entries(section))
            EXPECT_THAT(documentation, HasSubstr("| `" + entry->key + "`")) << section;
    }
}

TEST(ShippedConfig, HasOnlyKeysOfTheManualPage)
{
    const auto manual = source_file("docs/man/dmqnode.ini.5");
    const auto file = with_all_keys();
    for (const auto& section : file.sections()) {
        for (const auto* entry : file.entries(section))
            EXPECT_TRUE(std::regex_search(manual, std::regex("(\\.It Cm|,) " + entry->key + "\\b")))
                << section << ' ' << entry->key;
    }
}

TEST(DevConfig, StaysOnLoopbackAndInItsDirectory)
{
    const Checked checked(source_file("dmqnode/etc/dev-config.ini.in"));
    const auto& config = checked.config;
    EXPECT_EQ(config.server.address, "127.0.0.1");
    for (const auto& path : {config.server.unix_socket_path, config.server.data_dir,
                             config.pid_lock_path, config.stats_log.file_name})
        EXPECT_NE(path.front(), '/') << path;
}

} // namespace
} // namespace dmq::node_app
