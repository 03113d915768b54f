// SPDX-License-Identifier: BSL-1.0
// PluginRegistry: what is found under which id.
#include "support/plugin_descriptor.hpp"

#include <dmq/node/plugin_registry.hpp>

#include <gmock/gmock.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace dmq {
namespace {

using support::EmptyLegacyRequest;
using support::EmptyNeoRequest;
using support::plugin_descriptor;

std::unique_ptr<IStorageChannels> no_storage(const StorageSettings&) { return nullptr; }

void register_two(IPluginRegistrar& to)
{
    to.add_request<EmptyLegacyRequest>({Protocol::legacy, 2}, "Second", Timing::counted);
    to.add_request<EmptyLegacyRequest>({Protocol::legacy, 1}, "First");
    to.add_storage("memory", no_storage);
}
void register_same(IPluginRegistrar& to)
{
    to.add_request<EmptyLegacyRequest>({Protocol::legacy, 3}, "Third");
    to.add_request<EmptyLegacyRequest>({Protocol::legacy, 2}, "Other second");
}
void register_versions(IPluginRegistrar& to)
{
    to.add_request<EmptyNeoRequest>({Protocol::neo, 1, 0}, "Neo 0");
    to.add_request<EmptyNeoRequest>({Protocol::neo, 1, 1}, "Neo 1");
}
void register_storage(IPluginRegistrar& to) { to.add_storage("memory", no_storage); }
void register_twice(IPluginRegistrar& to)
{
    register_storage(to);
    register_storage(to);
}

class RegistryTest : public testing::Test {
protected:
    std::string refusal(const PluginDescriptor& plugin)
    {
        try {
            registry_.add(plugin, "test");
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "not refused";
    }

    PluginRegistry registry_;
};

TEST_F(RegistryTest, IsEmptyAtFirst)
{
    EXPECT_EQ(registry_.find({Protocol::legacy, 1}), nullptr);
    EXPECT_EQ(registry_.find_storage("memory"), nullptr);
    EXPECT_EQ(registry_.storage_names(), "none");
}

TEST_F(RegistryTest, FindsWhatPluginsBring)
{
    registry_.add(plugin_descriptor<register_two>("two"), "a file");
    const auto* first = registry_.find({Protocol::legacy, 1});
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->plugin, "two");
    EXPECT_EQ(first->type.name, "First");
    EXPECT_EQ(first->type.timing, Timing::timed);
    EXPECT_EQ(first->type.size, sizeof(EmptyLegacyRequest));
    EXPECT_EQ(registry_.find({Protocol::legacy, 2})->type.timing, Timing::counted);
    EXPECT_EQ(registry_.requests().begin()->first.code, 1);
    EXPECT_EQ(registry_.find_storage("memory"), &no_storage);
    EXPECT_EQ(registry_.storage_names(), "memory");
    ASSERT_EQ(registry_.plugins().size(), 1U);
    EXPECT_EQ(registry_.plugins()[0].origin, "a file");
}

TEST_F(RegistryTest, ProtocolCodeAndVersionMakeTheId)
{
    registry_.add(plugin_descriptor<register_two>("two"), "test");
    registry_.add(plugin_descriptor<register_versions>("versions"), "test");
    EXPECT_EQ(registry_.find({Protocol::neo, 1, 0})->type.name, "Neo 0");
    EXPECT_EQ(registry_.find({Protocol::neo, 1, 1})->type.name, "Neo 1");
    EXPECT_EQ(registry_.find({Protocol::neo, 1, 2}), nullptr);
    EXPECT_EQ(registry_.find({Protocol::neo, 2, 0}), nullptr);
    EXPECT_EQ(registry_.find({Protocol::legacy, 1})->type.name, "First");
}

TEST_F(RegistryTest, NamesBothPluginsOfACode)
{
    registry_.add(plugin_descriptor<register_two>("two"), "test");
    EXPECT_EQ(refusal(plugin_descriptor<register_same>("same")),
              "plugin 'same' (test) cannot register: legacy request code 2 version 0 is already "
              "taken by plugin 'two'");
    EXPECT_EQ(registry_.find({Protocol::legacy, 3}), nullptr);
    EXPECT_EQ(registry_.find({Protocol::legacy, 2})->type.name, "Second");
    EXPECT_EQ(registry_.plugins().size(), 1U);
}

TEST_F(RegistryTest, NamesBothPluginsOfAStorage)
{
    registry_.add(plugin_descriptor<register_two>("two"), "test");
    EXPECT_EQ(refusal(plugin_descriptor<register_storage>("other")),
              "plugin 'other' (test) cannot register: storage 'memory' is already taken by plugin "
              "'two'");
    EXPECT_EQ(refusal(plugin_descriptor<register_twice>("twice")),
              "plugin 'twice' (test) cannot register: storage 'memory' is already taken by plugin "
              "'two'");
}

TEST_F(RegistryTest, APluginMayNotTakeANameTwice)
{
    EXPECT_EQ(refusal(plugin_descriptor<register_twice>("twice")),
              "plugin 'twice' (test) cannot register: storage 'memory' is already taken by plugin "
              "'twice'");
    EXPECT_EQ(registry_.storage_names(), "none");
}

} // namespace
} // namespace dmq
