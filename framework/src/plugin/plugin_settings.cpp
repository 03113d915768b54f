// SPDX-License-Identifier: BSL-1.0
#include "plugin_settings.hpp"

#include <algorithm>
#include <stdexcept>

namespace dmq {
namespace {

/// Null: the key is missing.
const std::string* value_of(const std::map<std::string, std::string>& section, std::string_view key)
{
    const auto found = section.find(std::string(key));
    return found == section.end() ? nullptr : &found->second;
}

} // namespace

void PluginRegistry::Settings::add(ISetting& setting)
{
    if (setting.key().empty())
        throw std::invalid_argument("add_setting: a setting needs a key");
    if (declares(std::string(setting.key())))
        throw std::invalid_argument("add_setting: '" + std::string(setting.key()) +
                                    "' is declared twice");
    settings_.push_back(&setting);
    setting.reset();
    give_value(setting, section_);
}

void PluginRegistry::Settings::check(const Section& section) const
{
    for (const auto& [key, value] : section) {
        if (!others_ && !declares(key))
            refuse(key, value, "no such setting; there is: " + known_keys());
    }
    for (const ISetting* setting : settings_) {
        const std::string* value = value_of(section, setting->key());
        if (value && !setting->accepts(*value))
            refuse(std::string(setting->key()), *value, "expected " + setting->expected());
    }
}

void PluginRegistry::Settings::reload(const Section& section, std::vector<std::string>& lines)
{
    for (ISetting* setting : settings_)
        reload_one(*setting, section, lines);
    compare_others(section, lines);
}

void PluginRegistry::Settings::reload_one(ISetting& setting, const Section& section,
                                          std::vector<std::string>& lines)
{
    const std::string key(setting.key());
    const std::string name = "[Plugin." + plugin_ + "] " + key;
    const std::string* then = value_of(section_, key);
    const std::string* now = value_of(section, key);
    if (then == now || (then && now && *then == *now))
        return;
    if (setting.reload() == Reload::no) {
        lines.push_back(name + ": takes effect at the next start");
        return;
    }
    const std::string before = setting.text();
    setting.reset();
    give_value(setting, section);
    lines.push_back(name + " = " + setting.text() + " (was " + before + ")");
    section_.erase(key);
    if (now)
        section_.emplace(key, *now);
}

void PluginRegistry::Settings::compare_others(const Section& section,
                                              std::vector<std::string>& lines) const
{
    Section before = section_;
    Section now = section;
    for (const ISetting* setting : settings_) {
        before.erase(std::string(setting->key()));
        now.erase(std::string(setting->key()));
    }
    if (before != now)
        lines.push_back("[Plugin." + plugin_ + "]: takes effect at the next start");
}

void PluginRegistry::Settings::give_value(ISetting& setting, const Section& section) const
{
    const std::string* value = value_of(section, setting.key());
    if (!value)
        return;
    if (!setting.accepts(*value))
        refuse(std::string(setting.key()), *value, "expected " + setting.expected());
    setting.assign(*value);
}

void PluginRegistry::Settings::refuse(const std::string& key, const std::string& value,
                                      const std::string& why) const
{
    throw std::runtime_error("[Plugin." + plugin_ + "] " + key + " = " + value + ": " + why);
}

std::string PluginRegistry::Settings::known_keys() const
{
    std::string keys;
    for (const ISetting* setting : settings_)
        keys.append(keys.empty() ? "" : ", ").append(setting->key());
    return keys.empty() ? "none" : keys;
}

bool PluginRegistry::Settings::declares(const std::string& key) const
{
    return std::ranges::any_of(settings_,
                               [&](const ISetting* setting) { return setting->key() == key; });
}

} // namespace dmq
