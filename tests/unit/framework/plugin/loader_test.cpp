// SPDX-License-Identifier: BSL-1.0
// load_plugins(): what is loaded, and what is refused with which line.
#include "support/plugin_descriptor.hpp"

#include <dmq/node/plugin_loader.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace dmq {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::IsEmpty;
using testing::StartsWith;

class LoaderTest : public testing::Test {
protected:
    /// The message behind "plugin <path of the file>: ".
    std::string refusal(const std::string& name)
    {
        const std::string prefix = "plugin " + path(name) + ": ";
        try {
            load_plugins(registry_, directory_, {name});
        } catch (const std::runtime_error& error) {
            const std::string message = error.what();
            EXPECT_EQ(std::ranges::count(message, '\n'), 0) << message;
            EXPECT_THAT(message, StartsWith(prefix));
            EXPECT_THAT(registry_.plugins(), IsEmpty());
            EXPECT_THAT(registry_.requests(), IsEmpty());
            return message.substr(std::min(prefix.size(), message.size()));
        }
        return "not refused";
    }
    /// The whole message.
    std::string failure(const std::vector<std::string>& names)
    {
        try {
            load_plugins(registry_, directory_, names);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "not refused";
    }
    std::string path(const std::string& name) const
    {
        return (directory_ / (name + ".so")).string();
    }
    static bool code_has_run(const std::string& name)
    {
        return ::getenv(("DMQ_TEST_RAN_" + name).c_str()) != nullptr;
    }

    const fs::path directory_ = DMQ_BROKEN_PLUGIN_DIR;
    PluginRegistry registry_;
};

TEST_F(LoaderTest, LoadsGoodOnes)
{
    load_plugins(registry_, directory_, {"stripped", "good"});
    ASSERT_EQ(registry_.plugins().size(), 2U);
    EXPECT_EQ(registry_.plugins()[0].name, "stripped");
    EXPECT_EQ(registry_.plugins()[1].name, "good");
    EXPECT_EQ(registry_.plugins()[1].version, "1.2.3");
    EXPECT_EQ(registry_.plugins()[1].origin, path("good"));
    ASSERT_NE(registry_.find({Protocol::legacy, 901}), nullptr);
    EXPECT_EQ(registry_.find({Protocol::legacy, 901})->plugin, "good");
    EXPECT_EQ(registry_.storage_names(), "good, stripped");
    EXPECT_TRUE(code_has_run("good"));
}

TEST_F(LoaderTest, LoadsNothingWithoutNames)
{
    load_plugins(registry_, directory_, {});
    EXPECT_THAT(registry_.plugins(), IsEmpty());
}

void register_nothing(IPluginRegistrar&) { }

TEST_F(LoaderTest, BuiltInOnesComeFirst)
{
    const PluginDescriptor built_in = support::plugin_descriptor<register_nothing>(
        "good", "built in version");
    load_plugins(registry_, directory_, {"stripped", "good"}, {&built_in});
    ASSERT_EQ(registry_.plugins().size(), 2U);
    EXPECT_EQ(registry_.plugins()[1].version, "built in version");
    EXPECT_EQ(registry_.plugins()[1].origin, "built in");
    EXPECT_EQ(registry_.find({Protocol::legacy, 901}), nullptr);
}

TEST_F(LoaderTest, RefusesMissingFiles)
{
    EXPECT_EQ(refusal("missing"), "no such file; [Plugins] names it");
}

TEST_F(LoaderTest, RefusesPaths)
{
    EXPECT_EQ(refusal("../broken_plugins/good"), "expected a plain name");
    EXPECT_EQ(refusal(""), "expected a plain name");
}

TEST_F(LoaderTest, RefusesWhatIsNoLibrary)
{
    for (const char* name : {"text", "empty", "truncated", "directory"})
        EXPECT_THAT(refusal(name), StartsWith("not a shared library: ")) << name;
}

TEST_F(LoaderTest, RefusesLibrariesWithoutEntry)
{
    EXPECT_EQ(refusal("no_entry"), "has no entry dmq_plugin_v1: not a plugin of this node");
}

TEST_F(LoaderTest, RefusesAnotherAbiWithoutRunningItsCode)
{
    EXPECT_EQ(refusal("other_abi"), "is built for plugin ABI 999, expected 1");
    EXPECT_FALSE(code_has_run("other_abi"));
}

TEST_F(LoaderTest, RefusesDescriptorsOfAnotherSize)
{
    const std::string expected = std::to_string(sizeof(PluginDescriptor));
    EXPECT_EQ(refusal("struct_size"), "its descriptor has 8 bytes, expected " + expected);
    EXPECT_TRUE(code_has_run("struct_size")) << "what the check for other ABIs relies on";
}

TEST_F(LoaderTest, RefusesDescriptorsOfAnotherAbi)
{
    EXPECT_EQ(refusal("abi_field"), "its descriptor says ABI 999, expected 1");
}

TEST_F(LoaderTest, RefusesDescriptorsWithHoles)
{
    for (const char* name : {"no_name", "no_register"})
        EXPECT_EQ(refusal(name),
                  "its descriptor lacks a build tag, name, version or register function");
}

TEST_F(LoaderTest, RefusesWhatCannotBeRegistered)
{
    EXPECT_THAT(failure({"wrong_class"}), EndsWith("its class is not a neo::IRequest"));
    EXPECT_THAT(failure({"no_factory"}), EndsWith("a storage needs a name and a factory"));
    EXPECT_THAT(registry_.plugins(), IsEmpty());
}

TEST_F(LoaderTest, GivesPluginsTheirSettings)
{
    load_plugins(registry_, directory_, {"misbehaves"}, {}, {{"misbehaves", {{"answer", "42"}}}});
    EXPECT_EQ(registry_.plugins()[0].settings.at(0)->text(), "42");
    registry_ = PluginRegistry();
    EXPECT_THAT(
        [&] {
            load_plugins(registry_, directory_, {"misbehaves"}, {},
                         {{"misbehaves", {{"answer", "0"}}}});
        },
        testing::ThrowsMessage<std::runtime_error>(
            EndsWith("[Plugin.misbehaves] answer = 0: expected an integer from 1 to 100")));
}

TEST_F(LoaderTest, RefusesOtherCompilers)
{
    EXPECT_EQ(refusal("build_tag"),
              std::string("was built with 'another_compiler', the node with '") + build_tag + "'");
}

TEST_F(LoaderTest, RefusesWhatCannotBeLinked)
{
    EXPECT_THAT(refusal("unresolved"), StartsWith("cannot be loaded: "));
    EXPECT_THAT(refusal("unresolved"), testing::HasSubstr("nobody_has_this"));
}

TEST_F(LoaderTest, RefusesFilesOfAnotherName)
{
    EXPECT_EQ(refusal("other_name"), "calls itself 'renamed', expected the file's name");
}

TEST_F(LoaderTest, RefusesPluginsThatFailToRegister)
{
    EXPECT_EQ(failure({"throws"}),
              "plugin 'throws' (" + path("throws") + ") cannot register: out of luck");
    EXPECT_THAT(failure({"throws_other"}),
                EndsWith("cannot register: its register function threw something that is not a "
                         "std::exception"));
    EXPECT_THAT(registry_.requests(), IsEmpty());
}

TEST_F(LoaderTest, RefusesCodesThatAreTaken)
{
    EXPECT_EQ(failure({"good", "same_code"}),
              "plugin 'same_code' (" + path("same_code") +
                  ") cannot register: legacy request code 901 version 0 is already taken by plugin "
                  "'good'");
    EXPECT_EQ(registry_.plugins().size(), 1U);
}

TEST_F(LoaderTest, RefusesStorageNamesThatAreTaken)
{
    EXPECT_EQ(failure({"good", "same_storage"}),
              "plugin 'same_storage' (" + path("same_storage") +
                  ") cannot register: storage 'good' is already taken by plugin 'good'");
    EXPECT_EQ(registry_.find({Protocol::legacy, 903}), nullptr) << "nothing of it is kept";
}

TEST_F(LoaderTest, StopsAtTheFirstRefusal)
{
    EXPECT_THAT(failure({"good", "missing", "stripped"}), testing::HasSubstr("missing.so"));
    EXPECT_EQ(registry_.plugins().size(), 1U);
}

} // namespace
} // namespace dmq
