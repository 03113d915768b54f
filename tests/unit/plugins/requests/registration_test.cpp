// SPDX-License-Identifier: BSL-1.0
// What each request plugin registers: codes and names as in legacy-protocol §4.
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

#define DMQ_DECLARE(folder, code, name, timing)                                                    \
    extern "C" const dmq::PluginDescriptor dmq_test_plugin_##folder;
DMQ_EACH_REQUEST(DMQ_DECLARE)

namespace dmq::requests {
namespace {

struct Declared {
    const PluginDescriptor& plugin;
    std::string plugin_name;
    std::int32_t code;
    std::string name;
    Timing timing;
};

#define DMQ_ROW(folder, code, name, timing)                                                        \
    {dmq_test_plugin_##folder, #folder, code, name, Timing::timing},
const Declared all_declared[] = {DMQ_EACH_REQUEST(DMQ_ROW)};

class Registrar final : public IPluginRegistrar {
public:
    void add(const RequestType& type) override { types.push_back(type); }
    void add_storage(std::string_view, StorageFactory) override { FAIL(); }

    std::vector<RequestType> types;
};

TEST(Registration, CoversEachFolder) { EXPECT_EQ(std::size(all_declared), DMQ_REQUEST_FOLDERS); }

TEST(Registration, IsOneRequestWithItsFacts)
{
    for (const Declared& declared : all_declared) {
        SCOPED_TRACE(declared.plugin_name);
        EXPECT_EQ(declared.plugin.name, declared.plugin_name);
        EXPECT_STREQ(declared.plugin.version, "0.1.0");
        EXPECT_EQ(declared.plugin.abi, DMQ_ABI_VERSION);
        Registrar registrar;
        std::string error;
        ASSERT_TRUE(declared.plugin.register_all(registrar, error)) << error;
        ASSERT_EQ(registrar.types.size(), 1U);
        const RequestType& type = registrar.types.front();
        EXPECT_EQ(type.id, (RequestId{Protocol::legacy, declared.code, 0}));
        EXPECT_EQ(type.name, declared.name);
        EXPECT_EQ(type.timing, declared.timing);
    }
}

} // namespace
} // namespace dmq::requests
