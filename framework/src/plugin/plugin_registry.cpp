// SPDX-License-Identifier: BSL-1.0
#include "plugin_settings.hpp"

#include <dmq/node/plugin_registry.hpp>

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace dmq {
namespace {

std::string describe(const RequestId& id)
{
    const char* protocol = id.protocol == Protocol::legacy ? "legacy" : "neo";
    return std::string(protocol) + " request code " + std::to_string(id.code) + " version " +
        std::to_string(id.version);
}

std::string in_quotes(std::string_view name) { return "'" + std::string(name) + "'"; }

/// Empty if the configuration has none for the plugin.
const PluginOptions::mapped_type& section_of(const PluginOptions& options,
                                             const std::string& plugin)
{
    static const PluginOptions::mapped_type nothing;
    const auto found = options.find(plugin);
    return found == options.end() ? nothing : found->second;
}

void check_type(const RequestType& type)
{
    const bool legacy = type.id.protocol == Protocol::legacy;
    if (type.name.empty())
        throw std::invalid_argument("add: " + describe(type.id) + " has no name");
    if (legacy ? !type.emplace_legacy : !type.emplace_neo)
        throw std::invalid_argument("add: " + describe(type.id) + " (" + std::string(type.name) +
                                    "): its class is not a " + (legacy ? "legacy" : "neo") +
                                    "::IRequest");
    if (type.size == 0 || !std::has_single_bit(type.alignment))
        throw std::invalid_argument("add: " + describe(type.id) + ": no class has size " +
                                    std::to_string(type.size) + " and alignment " +
                                    std::to_string(type.alignment));
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
    Registrar(const PluginRegistry& registry, std::string plugin, Settings::Section section)
        : requests(registry.requests_),
          storages(registry.storages_),
          settings(std::make_unique<Settings>(plugin, std::move(section))),
          plugin_(std::move(plugin))
    {
    }

    void add(const RequestType& type) override
    {
        check_type(type);
        const auto [found, added] = requests.try_emplace(
            type.id, Request{type, plugin_, faults, requests.size()});
        if (!added)
            throw std::runtime_error(describe(type.id) + " is already taken by plugin " +
                                     in_quotes(found->second.plugin));
    }

    void add_storage(std::string_view name, StorageFactory make) override
    {
        if (name.empty() || !make)
            throw std::invalid_argument("add_storage: a storage needs a name and a factory");
        const auto [found, added] = storages.try_emplace(std::string(name), Storage{make, plugin_});
        if (!added)
            throw std::runtime_error("storage " + in_quotes(name) + " is already taken by plugin " +
                                     in_quotes(found->second.plugin));
        names_of_storages.emplace_back(name);
        settings->allow_others();
    }

    void add_setting(ISetting& setting) override { settings->add(setting); }

    /// False: `error` says what is wrong with the section, now that all keys are known.
    bool check_settings(std::string& error) const
    {
        try {
            settings->check(settings->section());
            return true;
        } catch (const std::runtime_error& wrong) {
            error = wrong.what();
            return false;
        }
    }

    std::map<RequestId, Request> requests;
    std::map<std::string, Storage, std::less<>> storages;
    std::vector<std::string> names_of_storages;
    std::unique_ptr<Settings> settings;
    std::shared_ptr<PluginFaults> faults = std::make_shared<PluginFaults>();

private:
    std::string plugin_;
};

PluginRegistry::PluginRegistry() = default;
PluginRegistry::~PluginRegistry() = default;
PluginRegistry::PluginRegistry(PluginRegistry&&) noexcept = default;
PluginRegistry& PluginRegistry::operator=(PluginRegistry&&) noexcept = default;

void PluginRegistry::add(const PluginDescriptor& plugin, std::string origin,
                         const PluginOptions& options)
{
    Registrar registrar(*this, plugin.name, section_of(options, plugin.name));
    std::string error;
    if (!plugin.register_all(registrar, error) || !registrar.check_settings(error))
        throw std::runtime_error("plugin " + in_quotes(plugin.name) + " (" + origin +
                                 ") cannot register: " + error);
    requests_ = std::move(registrar.requests);
    storages_ = std::move(registrar.storages);
    plugins_.push_back({plugin.name, plugin.version, std::move(origin), plugin.abi,
                        registrar.faults, registrar.names_of_storages,
                        registrar.settings->declared()});
    settings_.push_back(std::move(registrar.settings));
}

std::vector<std::string> PluginRegistry::reload(const PluginOptions& options)
{
    for (std::size_t i = 0; i < plugins_.size(); ++i)
        settings_[i]->check(section_of(options, plugins_[i].name));
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < plugins_.size(); ++i)
        settings_[i]->reload(section_of(options, plugins_[i].name), lines);
    return lines;
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
