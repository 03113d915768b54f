// SPDX-License-Identifier: BSL-1.0
// What tests of plugins register.
#pragma once

#include <dmq/plugin/plugin.hpp>

namespace dmq::support {

/// Does nothing.
class EmptyLegacyRequest final : public legacy::IRequest {
public:
    Task<> handle(IByteReader&, IByteWriter&, IRequestContext&) override { co_return; }
};

/// Does nothing.
class EmptyNeoRequest final : public neo::IRequest {
public:
    Task<> handle(neo::IRequestOnConn&, Bytes, IRequestContext&) override { co_return; }
};

/// Of a plugin that registers so, made for this framework by this compiler. The texts must outlive
/// what comes back.
template <void (*Register)(IPluginRegistrar&)>
constexpr PluginDescriptor plugin_descriptor(const char* name, const char* version = "1")
{
    return {sizeof(PluginDescriptor),
            DMQ_ABI_VERSION,
            build_tag,
            name,
            version,
            &dmq::detail::register_all<Register>};
}

} // namespace dmq::support
