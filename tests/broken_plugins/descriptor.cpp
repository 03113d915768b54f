// SPDX-License-Identifier: BSL-1.0
// A plugin whose descriptor can be made wrong, field by field, by definitions.
#include <dmq/plugin/plugin.hpp>

#include <cstdlib>
#include <memory>
#include <stdexcept>

#ifndef TEST_PLUGIN_STRUCT_SIZE
#define TEST_PLUGIN_STRUCT_SIZE sizeof(dmq::PluginDescriptor)
#endif
#ifndef TEST_PLUGIN_ABI
#define TEST_PLUGIN_ABI DMQ_ABI_VERSION
#endif
#ifndef TEST_PLUGIN_BUILD
#define TEST_PLUGIN_BUILD dmq::build_tag
#endif
#ifndef TEST_PLUGIN_REGISTER
#define TEST_PLUGIN_REGISTER add_all
#endif
#ifndef TEST_PLUGIN_CODE
#define TEST_PLUGIN_CODE 901
#endif
#ifndef TEST_PLUGIN_STORAGE
#define TEST_PLUGIN_STORAGE TEST_PLUGIN_NAME
#endif
#ifndef TEST_PLUGIN_DESCRIBED_NAME
#define TEST_PLUGIN_DESCRIBED_NAME TEST_PLUGIN_NAME
#endif
#ifndef TEST_PLUGIN_REGISTER_ALL
#define TEST_PLUGIN_REGISTER_ALL &dmq::detail::register_all<TEST_PLUGIN_REGISTER>
#endif
#ifndef TEST_PLUGIN_PROTOCOL
#define TEST_PLUGIN_PROTOCOL legacy
#endif
#ifndef TEST_PLUGIN_FACTORY
#define TEST_PLUGIN_FACTORY make_nothing
#endif

namespace {

/// Tells the test, through the environment, that code of this file has run.
[[maybe_unused]] const int code_has_run = ::setenv("DMQ_TEST_RAN_" TEST_PLUGIN_NAME, "yes", 1);

class Nothing final : public dmq::legacy::IRequest {
public:
    dmq::Task<> handle(dmq::IByteReader&, dmq::IByteWriter&, dmq::IRequestContext&) override
    {
        co_return;
    }
};

[[maybe_unused]] std::unique_ptr<dmq::IStorageChannels> make_nothing(const dmq::StorageSettings&)
{
    return nullptr;
}

[[maybe_unused]] std::unique_ptr<dmq::IStorageChannels> throw_on_make(const dmq::StorageSettings&)
{
    throw 42;
}

[[maybe_unused]] void add_all(dmq::IPluginRegistrar& to)
{
    to.add_request<Nothing>({dmq::Protocol::TEST_PLUGIN_PROTOCOL, TEST_PLUGIN_CODE}, "Nothing");
    to.add_storage(TEST_PLUGIN_STORAGE, TEST_PLUGIN_FACTORY);
}

[[maybe_unused]] void throw_error(dmq::IPluginRegistrar& to)
{
    add_all(to);
    throw std::runtime_error("out of luck");
}

[[maybe_unused]] void throw_number(dmq::IPluginRegistrar&) { throw 42; }

} // namespace

extern "C" DMQ_EXPORT const dmq::PluginDescriptor DMQ_PLUGIN_SYMBOL;
extern "C" DMQ_EXPORT const dmq::PluginDescriptor DMQ_PLUGIN_SYMBOL{
    TEST_PLUGIN_STRUCT_SIZE,    TEST_PLUGIN_ABI, TEST_PLUGIN_BUILD,
    TEST_PLUGIN_DESCRIBED_NAME, "1.2.3",         TEST_PLUGIN_REGISTER_ALL};
