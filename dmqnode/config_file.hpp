// SPDX-License-Identifier: BSL-1.0
// The text of a configuration file as sections, keys and values, each with its place.
#pragma once

#include "diagnostics.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::node_app {

/// The file cannot be opened or read; the text is one line with its name and the reason.
class ConfigFileUnreadable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One `key = value`. The value is trimmed; continuation lines are joined with newlines.
struct ConfigEntry {
    std::string section;
    std::string key;
    std::string value;
    std::string where; // "etc/config.ini:12", or the option that has overridden the value
};

/// A parsed file (node-behaviour §3.1). Names are case sensitive; of a key given twice the last
/// value counts. Not for concurrent use. Views and pointers end with the object or an override.
class ConfigFile {
public:
    /// Throws ConfigFileUnreadable. What is wrong inside the file goes to `diagnostics`.
    static ConfigFile read(const std::string& path, Diagnostics& diagnostics);
    /// `name` stands for the file in messages.
    static ConfigFile parse(std::string_view text, std::string name, Diagnostics& diagnostics);

    /// `Section.key = value`; the last '.' before the '=' separates. The entry must exist; an
    /// empty value removes it (node-behaviour §2). What is wrong goes to `diagnostics`.
    void override_value(std::string_view expression, Diagnostics& diagnostics);

    const std::string& name() const noexcept { return name_; }
    bool has_section(std::string_view section) const noexcept;
    /// In the order of first appearance, each once.
    const std::vector<std::string>& sections() const noexcept { return sections_; }
    /// nullptr if the key is missing or its value is empty, which is the same.
    const ConfigEntry* find(std::string_view section, std::string_view key) const noexcept;
    /// All entries with a value, in the order of first appearance.
    std::vector<const ConfigEntry*> entries(std::string_view section) const;

private:
    friend class ConfigParser;

    std::string name_;
    std::vector<std::string> sections_;
    std::vector<ConfigEntry> entries_;
};

} // namespace dmq::node_app
