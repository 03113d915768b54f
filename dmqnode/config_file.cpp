// SPDX-License-Identifier: BSL-1.0
// The parser of the configuration file.
#include "config_file.hpp"

#include "text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

namespace dmq::node_app {
namespace {

ConfigEntry* find_entry(std::vector<ConfigEntry>& entries, std::string_view section,
                        std::string_view key) noexcept
{
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const ConfigEntry& entry) {
        return entry.section == section && entry.key == key;
    });
    return found == entries.end() ? nullptr : &*found;
}

bool is_comment(std::string_view line) noexcept
{
    return line.starts_with(';') || line.starts_with('#') || line.starts_with("//");
}

[[noreturn]] void throw_unreadable(const std::string& path)
{
    throw ConfigFileUnreadable("cannot read configuration file " + path + ": " +
                               std::strerror(errno));
}

std::string content_of(const std::string& path)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                               &std::fclose);
    if (!file)
        throw_unreadable(path);
    std::string text;
    char piece[4096];
    while (const auto size = std::fread(piece, 1, sizeof piece, file.get()))
        text.append(piece, size);
    if (std::ferror(file.get()) != 0)
        throw_unreadable(path);
    return text;
}

} // namespace

/// Takes a file line by line. Confined to one call of ConfigFile::parse.
class ConfigParser {
public:
    ConfigParser(ConfigFile& file, Diagnostics& diagnostics) noexcept
        : file_(file), diagnostics_(diagnostics)
    {
    }

    void take(std::string_view raw)
    {
        ++number_;
        const auto line = trimmed(raw);
        if (line.empty() || is_comment(line))
            return;
        if (line.front() == '[')
            begin_section(line);
        else if (const auto equals = line.find('='); equals != std::string_view::npos)
            take_value(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)));
        else
            continue_value(line);
    }

private:
    void begin_section(std::string_view line)
    {
        const auto end = line.find(']');
        const auto name = trimmed(line.substr(1, std::min(end, line.size()) - 1));
        const auto rest = end == std::string_view::npos ? "" : trimmed(line.substr(end + 1));
        key_.clear();
        if (end == std::string_view::npos || name.empty() || !(rest.empty() || is_comment(rest)))
            return complain(line, "expected [Section]");
        section_ = name;
        if (!file_.has_section(section_))
            file_.sections_.push_back(section_);
    }

    void take_value(std::string_view key, std::string_view value)
    {
        key_.clear();
        if (key.empty())
            return complain("= " + std::string(value), "expected a key before the '='");
        if (section_.empty())
            return complain(key, "expected a [Section] line before the first key");
        key_ = key;
        ConfigEntry entry{section_, key_, std::string(value), where()};
        if (auto* known = find_entry(file_.entries_, section_, key_))
            *known = std::move(entry);
        else
            file_.entries_.push_back(std::move(entry));
    }

    void continue_value(std::string_view line)
    {
        if (key_.empty())
            return complain(line, "expected [Section], key = value or a comment");
        auto& value = find_entry(file_.entries_, section_, key_)->value;
        if (!value.empty())
            value += '\n';
        value += line;
    }

    std::string where() const { return file_.name_ + ':' + std::to_string(number_); }

    void complain(std::string_view line, const std::string& text)
    {
        diagnostics_.errors.push_back(where() + ": " + shown(line) + ": " + text);
    }

    ConfigFile& file_;
    Diagnostics& diagnostics_;
    std::string section_;
    std::string key_; // empty: nothing to continue
    std::size_t number_ = 0;
};

ConfigFile ConfigFile::read(const std::string& path, Diagnostics& diagnostics)
{
    return parse(content_of(path), path, diagnostics);
}

ConfigFile ConfigFile::parse(std::string_view text, std::string name, Diagnostics& diagnostics)
{
    ConfigFile file;
    file.name_ = std::move(name);
    ConfigParser parser(file, diagnostics);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        parser.take(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return file;
}

void ConfigFile::override_value(std::string_view expression, Diagnostics& diagnostics)
{
    const auto complain = [&](const std::string& text) {
        diagnostics.errors.push_back("-O '" + shown(expression) + "': " + text);
    };
    const auto equals = expression.find('=');
    const auto path = trimmed(expression.substr(0, equals));
    const auto dot = path.rfind('.');
    if (equals == std::string_view::npos || dot == std::string_view::npos)
        return complain("expected 'Section.key = value'");
    const auto section = trimmed(path.substr(0, dot));
    const auto key = trimmed(path.substr(dot + 1));
    auto* entry = find_entry(entries_, section, key);
    if (entry == nullptr || entry->value.empty())
        return complain("expected an entry that exists; " + name_ + " has no [" + shown(section) +
                        "] " + shown(key));
    entry->value = trimmed(expression.substr(equals + 1));
    entry->where = "--override-config";
}

bool ConfigFile::has_section(std::string_view section) const noexcept
{
    return std::find(sections_.begin(), sections_.end(), section) != sections_.end();
}

const ConfigEntry* ConfigFile::find(std::string_view section, std::string_view key) const noexcept
{
    const auto found = std::find_if(
        entries_.begin(), entries_.end(), [&](const ConfigEntry& entry) {
            return entry.section == section && entry.key == key && !entry.value.empty();
        });
    return found == entries_.end() ? nullptr : &*found;
}

std::vector<const ConfigEntry*> ConfigFile::entries(std::string_view section) const
{
    std::vector<const ConfigEntry*> result;
    for (const auto& entry : entries_) {
        if (entry.section == section && !entry.value.empty())
            result.push_back(&entry);
    }
    return result;
}

} // namespace dmq::node_app
