// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/plugin_registry.hpp>

#include <stdexcept>

namespace dmq {
namespace {

std::string describe(const RequestId& id)
{
    const char* protocol = id.protocol == Protocol::legacy ? "legacy" : "neo";
    return std::string(protocol) + " request code " + std::to_string(id.code) + " version " +
        std::to_string(id.version);
}

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

void check_type(const RequestType& type)
{
    const bool legacy = type.id.protocol == Protocol::legacy;
    if (type.name.empty())
        throw std::invalid_argument("add: " + describe(type.id) + " has no name");
    if (legacy ? !type.emplace_legacy : !type.emplace_neo)
        throw std::invalid_argument("add: " + describe(type.id) + " (" + std::string(type.name) +
                                    "): its class is not a " + (legacy ? "legacy" : "neo") +
                                    "::IRequest");
    if (legacy && type.id.version != 0)
        throw std::invalid_argument("add: " + describe(type.id) +
                                    ": legacy requests have no version, expected 0");
    if (!legacy && (type.id.code < 0 || type.id.code > 255))
        throw std::invalid_argument("add: " + describe(type.id) + ": expected a code of 0 to 255");
}

} // namespace

/// Collects one plugin's registrations and refuses what is taken.
class PluginRegistry::Registrar final : public IPluginRegistrar {
public:
    Registrar(const PluginRegistry& registry, std::string plugin)
        : requests(registry.requests_), storages(registry.storages_), plugin_(std::move(plugin))
    {
    }

    void add(const RequestType& type) override
    {
        check_type(type);
        const auto [found, added] = requests.try_emplace(type.id,
                                                         Request{type, plugin_, requests.size()});
        if (!added)
            throw std::runtime_error(describe(type.id) + " is already taken by plugin " +
                                     quoted(found->second.plugin));
    }

    void add_storage(std::string_view name, StorageFactory make) override
    {
        if (name.empty() || !make)
            throw std::invalid_argument("add_storage: a storage needs a name and a factory");
        const auto [found, added] = storages.try_emplace(std::string(name), Storage{make, plugin_});
        if (!added)
            throw std::runtime_error("storage " + quoted(name) + " is already taken by plugin " +
                                     quoted(found->second.plugin));
    }

    std::map<RequestId, Request> requests;
    std::map<std::string, Storage, std::less<>> storages;

private:
    std::string plugin_;
};

void PluginRegistry::add(const PluginDescriptor& plugin, std::string origin)
{
    Registrar registrar(*this, plugin.name);
    std::string error;
    if (!plugin.register_all(registrar, error))
        throw std::runtime_error("plugin " + quoted(plugin.name) + " (" + origin +
                                 ") cannot register: " + error);
    requests_ = std::move(registrar.requests);
    storages_ = std::move(registrar.storages);
    plugins_.push_back({plugin.name, plugin.version, std::move(origin)});
}

const PluginRegistry::Request* PluginRegistry::find(RequestId id) const noexcept
{
    const auto found = requests_.find(id);
    return found == requests_.end() ? nullptr : &found->second;
}

StorageFactory PluginRegistry::find_storage(std::string_view name) const noexcept
{
    const auto found = storages_.find(name);
    return found == storages_.end() ? nullptr : found->second.make;
}

std::string PluginRegistry::storage_names() const
{
    std::string names;
    for (const auto& [name, storage] : storages_)
        names += (names.empty() ? "" : ", ") + name;
    return names.empty() ? "none" : names;
}

} // namespace dmq
