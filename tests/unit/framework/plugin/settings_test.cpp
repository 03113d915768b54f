// SPDX-License-Identifier: BSL-1.0
// Settings of plugins: values, bounds, unknown keys, and what a reload changes.
#include "support/plugin_descriptor.hpp"

#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/settings.hpp>

#include <gmock/gmock.h>

#include <limits>
#include <stdexcept>
#include <string>

namespace dmq {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Setting, HasItsDefaultAtFirst)
{
    EXPECT_EQ(Setting<std::uint32_t>("limit", 100).get(), 100U);
    EXPECT_EQ(Setting<std::string>("name", "x").get(), "x");
    EXPECT_TRUE(Setting<bool>("on", true).get());
}

TEST(Setting, AcceptsIntegersWithinItsBounds)
{
    const Setting<std::uint32_t> limit("limit", 100, Reload::no, {1, 1000});
    for (const char* text : {"1", "1000", "0999"})
        EXPECT_TRUE(limit.accepts(text)) << text;
    for (const char* text : {"", "0", "1001", "-1", "+1", " 1", "1 ", "1k", "4294967297", "ten"})
        EXPECT_FALSE(limit.accepts(text)) << text;
    EXPECT_EQ(limit.expected(), "an integer from 1 to 1000");
}

TEST(Setting, AcceptsTheWholeTypeWithoutBounds)
{
    const Setting<std::int64_t> offset("offset", 0);
    const auto least = std::to_string(std::numeric_limits<std::int64_t>::min());
    EXPECT_TRUE(offset.accepts(least));
    EXPECT_FALSE(offset.accepts(least + '0'));
}

TEST(Setting, AcceptsTwoWordsForABool)
{
    Setting<bool> on("on", false);
    EXPECT_TRUE(on.accepts("true"));
    EXPECT_TRUE(on.accepts("false"));
    for (const char* text : {"", "1", "yes", "True"})
        EXPECT_FALSE(on.accepts(text)) << text;
    on.assign("true");
    EXPECT_TRUE(on.get());
    EXPECT_EQ(on.text(), "true");
}

TEST(Setting, ResetGivesTheDefaultBack)
{
    Setting<std::string> name("name", "first");
    name.assign("second");
    EXPECT_EQ(name.text(), "second");
    name.reset();
    EXPECT_EQ(name.text(), "first");
}

Setting<std::uint32_t> limit("limit", 100, Reload::yes, {1, 1000});
Setting<std::string> greeting("greeting", "hello");
std::uint32_t limit_when_registered = 0;

void register_settings(IPluginRegistrar& to)
{
    to.add_setting(limit);
    to.add_setting(greeting);
    limit_when_registered = limit.get();
}

std::unique_ptr<IStorageChannels> no_storage(const StorageSettings&) { return nullptr; }

void register_storage(IPluginRegistrar& to)
{
    to.add_setting(limit);
    to.add_storage("store", no_storage);
}
void register_nothing(IPluginRegistrar&) { }
void register_twice(IPluginRegistrar& to)
{
    to.add_setting(limit);
    to.add_setting(limit);
}
void register_without_key(IPluginRegistrar& to)
{
    static Setting<bool> nameless("", false);
    to.add_setting(nameless);
}

template <void (*Register)(IPluginRegistrar&)>
const PluginDescriptor plugin = support::plugin_descriptor<Register>("mine");

class PluginSettings : public testing::Test {
protected:
    PluginRegistry add(const PluginDescriptor& descriptor, const PluginOptions& options)
    {
        PluginRegistry registry;
        registry.add(descriptor, "test", options);
        return registry;
    }
    std::string refusal(const PluginDescriptor& descriptor, const PluginOptions& options)
    {
        try {
            add(descriptor, options);
        } catch (const std::runtime_error& error) {
            const std::string text = error.what();
            const std::string prefix = "plugin 'mine' (test) cannot register: ";
            EXPECT_EQ(text.substr(0, prefix.size()), prefix);
            return text.substr(std::min(text.size(), prefix.size()));
        }
        return "not refused";
    }
};

TEST_F(PluginSettings, ReachTheRegisterFunction)
{
    const auto registry = add(plugin<register_settings>,
                              {{"mine", {{"limit", "7"}}}, {"other", {{"limit", "8"}}}});
    EXPECT_EQ(limit_when_registered, 7U);
    EXPECT_EQ(greeting.get(), "hello");
    EXPECT_THAT(registry.plugins()[0].settings, ElementsAre(&limit, &greeting));
}

TEST_F(PluginSettings, HaveTheirDefaultsWithoutASection)
{
    limit.assign("9");
    add(plugin<register_settings>, {});
    EXPECT_EQ(limit_when_registered, 100U);
}

TEST_F(PluginSettings, AWrongValueIsRefusedWithWhatWasExpected)
{
    EXPECT_EQ(refusal(plugin<register_settings>, {{"mine", {{"limit", "0"}}}}),
              "[Plugin.mine] limit = 0: expected an integer from 1 to 1000");
}

TEST_F(PluginSettings, AnUnknownKeyIsRefusedWithThoseThereAre)
{
    EXPECT_EQ(refusal(plugin<register_settings>, {{"mine", {{"limits", "7"}}}}),
              "[Plugin.mine] limits = 7: no such setting; there is: limit, greeting");
    EXPECT_EQ(refusal(plugin<register_nothing>, {{"mine", {{"limit", "7"}}}}),
              "[Plugin.mine] limit = 7: no such setting; there is: none");
}

TEST_F(PluginSettings, KeysThatAStorageMayKnowAreLeftToIt)
{
    add(plugin<register_storage>, {{"mine", {{"limit", "7"}, {"path", "x"}}}});
    EXPECT_EQ(limit.get(), 7U);
}

TEST_F(PluginSettings, MustHaveAKeyOfTheirOwn)
{
    EXPECT_EQ(refusal(plugin<register_twice>, {}), "add_setting: 'limit' is declared twice");
    EXPECT_EQ(refusal(plugin<register_without_key>, {}), "add_setting: a setting needs a key");
}

TEST_F(PluginSettings, AReloadChangesWhatIsReloadable)
{
    auto registry = add(plugin<register_settings>, {{"mine", {{"limit", "7"}}}});
    EXPECT_THAT(registry.reload({{"mine", {{"limit", "8"}, {"greeting", "good day"}}}}),
                ElementsAre("[Plugin.mine] limit = 8 (was 7)",
                            "[Plugin.mine] greeting: takes effect at the next start"));
    EXPECT_EQ(limit.get(), 8U);
    EXPECT_EQ(greeting.get(), "hello");
}

TEST_F(PluginSettings, AReloadWithoutAKeyGivesTheDefaultBack)
{
    auto registry = add(plugin<register_settings>, {{"mine", {{"limit", "7"}}}});
    EXPECT_THAT(registry.reload({}), ElementsAre("[Plugin.mine] limit = 100 (was 7)"));
    EXPECT_EQ(limit.get(), 100U);
}

TEST_F(PluginSettings, AReloadOfTheSameSaysNothing)
{
    const PluginOptions options{{"mine", {{"limit", "7"}, {"greeting", "x"}}}};
    auto registry = add(plugin<register_settings>, options);
    EXPECT_THAT(registry.reload(options), IsEmpty());
    const PluginOptions changed{{"mine", {{"limit", "8"}, {"greeting", "x"}}}};
    EXPECT_THAT(registry.reload(changed), testing::SizeIs(1));
    EXPECT_THAT(registry.reload(changed), IsEmpty());
}

TEST_F(PluginSettings, AWrongReloadChangesNothing)
{
    auto registry = add(plugin<register_settings>, {});
    try {
        registry.reload({{"mine", {{"greeting", "x"}, {"limit", "8"}, {"other", "9"}}}});
        FAIL() << "not refused";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(),
                     "[Plugin.mine] other = 9: no such setting; there is: limit, greeting");
    }
    EXPECT_EQ(limit.get(), 100U);
}

TEST_F(PluginSettings, WhatAStorageKnowsTakesEffectAtTheNextStart)
{
    auto registry = add(plugin<register_storage>, {{"mine", {{"path", "x"}}}});
    EXPECT_THAT(registry.reload({{"mine", {{"path", "y"}, {"limit", "7"}}}}),
                ElementsAre("[Plugin.mine] limit = 7 (was 100)",
                            "[Plugin.mine]: takes effect at the next start"));
}

} // namespace
} // namespace dmq
