// SPDX-License-Identifier: BSL-1.0
// What a register function may not ask for.
#include "support/plugin_descriptor.hpp"

#include <dmq/node/plugin_registry.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace dmq {
namespace {

using support::EmptyLegacyRequest;
using support::EmptyNeoRequest;

template <void (*Register)(IPluginRegistrar&)> std::string refusal()
{
    const PluginDescriptor plugin = support::plugin_descriptor<Register>("mine");
    PluginRegistry registry;
    try {
        registry.add(plugin, "test");
    } catch (const std::runtime_error& error) {
        EXPECT_TRUE(registry.requests().empty());
        EXPECT_TRUE(registry.plugins().empty());
        const std::string text = error.what();
        return text.substr(text.find("register: ") + sizeof "register:");
    }
    return "not refused";
}

void no_name(IPluginRegistrar& to)
{
    to.add_request<EmptyLegacyRequest>({Protocol::legacy, 1}, "");
}
void legacy_as_neo(IPluginRegistrar& to)
{
    to.add_request<EmptyLegacyRequest>({Protocol::neo, 1, 2}, "A");
}
void neo_as_legacy(IPluginRegistrar& to)
{
    to.add_request<EmptyNeoRequest>({Protocol::legacy, 1}, "B");
}
void legacy_version(IPluginRegistrar& to)
{
    to.add_request<EmptyLegacyRequest>({Protocol::legacy, 1, 2}, "C");
}
void large_code(IPluginRegistrar& to)
{
    to.add_request<EmptyNeoRequest>({Protocol::neo, 256}, "D");
}
void no_size(IPluginRegistrar& to)
{
    to.add({.id = {Protocol::legacy, 1},
            .name = "E",
            .alignment = 3,
            .emplace_legacy = [](void*) -> legacy::IRequest* { return nullptr; }});
}
void no_factory(IPluginRegistrar& to) { to.add_storage("s", nullptr); }
std::unique_ptr<IStorageChannels> factory(const StorageSettings&) { return nullptr; }
void nameless_storage(IPluginRegistrar& to) { to.add_storage("", factory); }

TEST(RegistrationErrors, ARequestNeedsAName)
{
    EXPECT_EQ(refusal<no_name>(), "add: legacy request code 1 version 0 has no name");
}

TEST(RegistrationErrors, ARequestIsOfItsProtocol)
{
    EXPECT_EQ(refusal<legacy_as_neo>(),
              "add: neo request code 1 version 2 (A): its class is not a neo::IRequest");
    EXPECT_EQ(refusal<neo_as_legacy>(),
              "add: legacy request code 1 version 0 (B): its class is not a legacy::IRequest");
}

TEST(RegistrationErrors, ARequestHasAClass)
{
    EXPECT_EQ(refusal<no_size>(),
              "add: legacy request code 1 version 0: no class has size 0 and alignment 3");
}

TEST(RegistrationErrors, ARequestCanBeAskedFor)
{
    EXPECT_EQ(refusal<legacy_version>(),
              "add: legacy request code 1 version 2: legacy requests have no version, expected 0");
    EXPECT_EQ(refusal<large_code>(),
              "add: neo request code 256 version 0: expected a code of 0 to 255");
}

TEST(RegistrationErrors, AStorageNeedsANameAndAFactory)
{
    EXPECT_EQ(refusal<no_factory>(), "add_storage: a storage needs a name and a factory");
    EXPECT_EQ(refusal<nameless_storage>(), "add_storage: a storage needs a name and a factory");
}

} // namespace
} // namespace dmq
