// SPDX-License-Identifier: BSL-1.0
// How a shared object says what it brings. A plugin has one DMQ_PLUGIN line.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/neo_request.hpp>
#include <dmq/plugin/request.hpp>
#include <dmq/plugin/settings.hpp>
#include <dmq/plugin/storage.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <type_traits>

namespace dmq {

/// Which request a handler answers. Legacy requests have no version.
struct RequestId {
    Protocol protocol = Protocol::legacy;
    std::int32_t code = 0;
    std::uint8_t version = 0;
    auto operator<=>(const RequestId&) const = default;
};

/// Whether the time a request takes is recorded, or only how many there were.
enum class Timing : std::uint8_t { counted, timed };

/// A handler class as the framework sees it: how to make one in place.
struct RequestType {
    RequestId id;
    std::string_view name; // static
    Timing timing = Timing::timed;
    std::size_t size = 0;
    std::size_t alignment = 0;
    // the one of the id's protocol is set
    legacy::IRequest* (*emplace_legacy)(void* where) = nullptr;
    neo::IRequest* (*emplace_neo)(void* where) = nullptr;
};

/// Takes what a plugin brings. Throws std::runtime_error naming both plugins if a request or a
/// storage name is taken, std::invalid_argument for what can be no request, storage or setting.
class IPluginRegistrar {
public:
    virtual ~IPluginRegistrar() = default;
    virtual void add(const RequestType& type) = 0;
    /// Of a plugin that brings a storage, keys of [Plugin.<name>] that are not declared as settings
    /// go to the factory (StorageSettings::options), which has to refuse those it does not know.
    virtual void add_storage(std::string_view name, StorageFactory make) = 0;
    /// The setting has the configured value from here on; it lives as long as the process. Throws
    /// std::runtime_error that says what was expected. Keys that are not declared are refused.
    virtual void add_setting(ISetting& setting) = 0;

    /// Request derives from legacy::IRequest or neo::IRequest and is default constructible.
    template <class Request>
    void add_request(RequestId id, std::string_view name, Timing timing = Timing::timed)
    {
        RequestType type{id, name, timing, sizeof(Request), alignof(Request)};
        if constexpr (std::derived_from<Request, legacy::IRequest>)
            type.emplace_legacy = [](void* where) -> legacy::IRequest* {
                return ::new (where) Request;
            };
        else
            type.emplace_neo = [](void* where) -> neo::IRequest* { return ::new (where) Request; };
        add(type);
    }
};

/// What the exported symbol points to. The loader compares the first three fields before it calls.
struct PluginDescriptor {
    std::uint32_t struct_size;
    std::uint32_t abi;
    const char* build;
    const char* name;
    const char* version;
    /// Registers everything. False: `error` says why; nothing of the plugin may be used.
    bool (*register_all)(IPluginRegistrar& to, std::string& error) noexcept;
};

namespace detail {

template <void (*Register)(IPluginRegistrar&)>
bool register_all(IPluginRegistrar& to, std::string& error) noexcept
{
    try {
        Register(to);
        return true;
    } catch (const std::exception& e) {
        error = e.what();
    } catch (...) {
        error = "its register function threw something that is not a std::exception";
    }
    return false;
}

} // namespace detail
} // namespace dmq

#define DMQ_PLUGIN_SYMBOL_(prefix, suffix) prefix##suffix
#define DMQ_PLUGIN_SYMBOL__(prefix, suffix) DMQ_PLUGIN_SYMBOL_(prefix, suffix)
/// The exported symbol carries the ABI number, so that it can be checked in the file's symbol
/// table.
#ifndef DMQ_PLUGIN_SYMBOL
#define DMQ_PLUGIN_SYMBOL DMQ_PLUGIN_SYMBOL__(dmq_plugin_v, DMQ_ABI_VERSION)
#endif

/// DMQ_PLUGIN("name", "1.2.3", register_function): void register_function(dmq::IPluginRegistrar&).
#define DMQ_PLUGIN(plugin_name, plugin_version, register_function)                                 \
    extern "C" DMQ_EXPORT const dmq::PluginDescriptor DMQ_PLUGIN_SYMBOL;                           \
    extern "C" DMQ_EXPORT const dmq::PluginDescriptor DMQ_PLUGIN_SYMBOL{                           \
        sizeof(dmq::PluginDescriptor),                                                             \
        DMQ_ABI_VERSION,                                                                           \
        dmq::build_tag,                                                                            \
        plugin_name,                                                                               \
        plugin_version,                                                                            \
        &dmq::detail::register_all<register_function>};
