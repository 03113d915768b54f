// SPDX-License-Identifier: BSL-1.0
// What each request plugin registers: codes and names as in legacy-protocol §4, neo-protocol §6.
#include <dmq/plugin/plugin.hpp>

#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <string>
#include <vector>

#define DMQ_EACH_REQUEST(X)                                                                        \
    X(push, 1, "Push", timed)                                                                      \
    X(pop, 2, "Pop", timed)                                                                        \
    X(get_channels, 3, "GetChannels", timed)                                                       \
    X(get_channel_size, 4, "GetChannelSize", timed)                                                \
    X(get_size, 5, "GetSize", timed)                                                               \
    X(consume, 6, "Consume", counted)                                                              \
    X(get_size_limit, 7, "GetSizeLimit", timed)                                                    \
    X(get_num_connections, 8, "GetNumConnections", timed)                                          \
    X(push_multi, 9, "PushMulti", timed)                                                           \
    X(produce, 10, "Produce", counted)                                                             \
    X(produce_multi, 11, "ProduceMulti", counted)                                                  \
    X(remove_channel, 12, "RemoveChannel", timed)                                                  \
    X(push_multi2, 13, "PushMulti2", timed)

#define DMQ_EACH_NEO_REQUEST(X)                                                                    \
    X(push, 1, 3, "push", timed)                                                                   \
    X(pop, 2, 1, "pop", timed)                                                                     \
    X(consume, 6, 4, "consume", counted)                                                           \
    X(list_channels, 128, 1, "list_channels", timed)                                               \
    X(peek, 129, 1, "peek", timed)                                                                 \
    X(remove_channel, 130, 1, "remove_channel", timed)                                             \
    X(remove_subscriber, 131, 1, "remove_subscriber", timed)                                       \
    X(clear, 132, 1, "clear", timed)

#define DMQ_DECLARE(folder, ...) extern "C" const dmq::PluginDescriptor dmq_test_plugin_##folder;
DMQ_EACH_REQUEST(DMQ_DECLARE)
DMQ_EACH_NEO_REQUEST(DMQ_DECLARE)

namespace dmq::requests::registration_test {
namespace {

struct Declared {
    const PluginDescriptor& plugin;
    std::string plugin_name;
    RequestId id;
    std::string name;
    Timing timing;
};

#define DMQ_ROW(folder, code, name, timing)                                                        \
    {dmq_test_plugin_##folder, #folder, {Protocol::legacy, code, 0}, name, Timing::timing},
const Declared all_declared[] = {DMQ_EACH_REQUEST(DMQ_ROW)};

#define DMQ_NEO_ROW(folder, code, version, name, timing)                                           \
    {dmq_test_plugin_##folder, #folder, {Protocol::neo, code, version}, name, Timing::timing},
const Declared all_declared_neo[] = {DMQ_EACH_NEO_REQUEST(DMQ_NEO_ROW)};

class Registrar final : public IPluginRegistrar {
public:
    void add(const RequestType& type) override { types.push_back(type); }
    void add_storage(std::string_view, StorageFactory) override { FAIL(); }
    void add_setting(ISetting&) override { FAIL(); }

    std::vector<RequestType> types;
};

TEST(Registration, CoversEachFolder)
{
    std::set<std::string> folders;
    for (const Declared& declared : all_declared)
        folders.insert(declared.plugin_name);
    for (const Declared& declared : all_declared_neo)
        folders.insert(declared.plugin_name);
    EXPECT_EQ(folders.size(), DMQ_REQUEST_FOLDERS);
}

/// The requests of one protocol that the plugin registers.
std::vector<RequestType> registered(const PluginDescriptor& plugin, Protocol protocol)
{
    Registrar registrar;
    std::string error;
    EXPECT_TRUE(plugin.register_all(registrar, error)) << error;
    std::erase_if(registrar.types,
                  [&](const RequestType& type) { return type.id.protocol != protocol; });
    return registrar.types;
}

void expect_one(const Declared& declared)
{
    SCOPED_TRACE(declared.plugin_name);
    const auto types = registered(declared.plugin, declared.id.protocol);
    ASSERT_EQ(types.size(), 1U);
    EXPECT_TRUE(types.front().id == declared.id);
    EXPECT_EQ(types.front().name, declared.name);
    EXPECT_EQ(types.front().timing, declared.timing);
}

void expect_plugin(const Declared& declared)
{
    EXPECT_EQ(declared.plugin.name, declared.plugin_name);
    EXPECT_STREQ(declared.plugin.version, "0.1.0");
    EXPECT_EQ(declared.plugin.abi, DMQ_ABI_VERSION);
    expect_one(declared);
}

TEST(Registration, IsOneRequestOfAProtocolWithItsFacts)
{
    for (const Declared& declared : all_declared)
        expect_plugin(declared);
    for (const Declared& declared : all_declared_neo)
        expect_plugin(declared);
}

TEST(Registration, NoPluginBringsMore)
{
    std::size_t neo_only = 0;
    for (const Declared& declared : all_declared_neo)
        neo_only += registered(declared.plugin, Protocol::legacy).empty() ? 1 : 0;
    EXPECT_EQ(neo_only, 4U);
    std::size_t with_neo = 0;
    for (const Declared& declared : all_declared)
        with_neo += registered(declared.plugin, Protocol::neo).empty() ? 0 : 1;
    EXPECT_EQ(with_neo + neo_only, std::size(all_declared_neo));
}

} // namespace
} // namespace dmq::requests::registration_test
