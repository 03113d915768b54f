// SPDX-License-Identifier: BSL-1.0
// The settings of one plugin, and the section of the configuration that they come from.
#pragma once

#include <dmq/node/plugin_registry.hpp>

#include <map>
#include <string>
#include <vector>

namespace dmq {

/// Confined to one thread.
class PluginRegistry::Settings {
public:
    using Section = std::map<std::string, std::string>;

    Settings(std::string plugin, Section section)
        : plugin_(std::move(plugin)), section_(std::move(section))
    {
    }

    std::vector<const ISetting*> declared() const { return {settings_.begin(), settings_.end()}; }
    /// Declares a setting, and gives it its value. Throws std::exception.
    void add(ISetting& setting);
    /// Keys that are not declared are somebody else's: a storage's.
    void allow_others() noexcept { others_ = true; }
    /// Throws std::runtime_error if the section has a wrong value, or a key that nobody knows.
    void check(const Section& section) const;
    /// As it was at the start.
    const Section& section() const noexcept { return section_; }
    /// Takes what is reloadable from a section that is right; a line for each difference.
    void reload(const Section& section, std::vector<std::string>& lines);

private:
    void give_value(ISetting& setting, const Section& section) const;
    [[noreturn]] void refuse(const std::string& key, const std::string& value,
                             const std::string& why) const;
    std::string known_keys() const;
    void reload_one(ISetting& setting, const Section& section, std::vector<std::string>& lines);
    void compare_others(const Section& section, std::vector<std::string>& lines) const;
    bool declares(const std::string& key) const;

    std::string plugin_;
    Section section_;
    std::vector<ISetting*> settings_;
    bool others_ = false;
};

} // namespace dmq
