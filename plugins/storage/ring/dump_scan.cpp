// SPDX-License-Identifier: BSL-1.0
// Sorts the entries of the data directory into dumps, files of others, and strangers.
#include "dump_scan.hpp"

#include <dmq/plugin/log.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace dmq::ring {

namespace {

constexpr std::string_view dump_suffix = ".rq";

std::string_view suffix_of(std::string_view file) noexcept
{
    const auto dot = file.rfind('.');
    return dot == file.npos ? std::string_view() : file.substr(dot);
}

/// Logs what is ignored; true if the entry is a dump to be loaded.
bool is_dump(const DirectoryEntry& entry, const std::string& data_dir)
{
    const std::string_view name = entry.name;
    if (name.starts_with('.'))
        return false;
    const auto ignore = [&](log::Level level, std::string_view why) {
        log::line(level, log_name, data_dir, '/', name, ": ignored, ", why);
        return false;
    };
    if (entry.kind == EntryKind::directory)
        return ignore(log::Level::warn, "it is a directory");
    const std::string_view suffix = suffix_of(name);
    if (suffix == ".dat" || suffix == ".csv")
        return false;
    if (suffix != dump_suffix)
        return ignore(log::Level::warn, "its name does not end in .rq");
    if (entry.kind != EntryKind::file)
        return ignore(log::Level::warn, "it is not a regular file");
    if (!valid_storage_name(name.substr(0, name.size() - dump_suffix.size())))
        return ignore(log::Level::error,
                      "its name is not that of a queue, expected [<subscriber>@]<channel>.rq of "
                      "letters, digits, _ and -");
    return true;
}

void check_conflicts(const std::vector<std::string>& names, const std::string& data_dir)
{
    std::map<std::string_view, std::string_view> subscribed; // channel to storage name
    for (const std::string& name : names)
        if (has_subscriber(name))
            subscribed.emplace(channel_of(name), name);
    for (const std::string& name : names)
        if (const auto found = subscribed.find(name); found != subscribed.end())
            throw std::runtime_error(
                dump_path(data_dir, name) + " and " + dump_path(data_dir, found->second) +
                ": a channel has either subscribers or none, expected only one of these files");
}

} // namespace

void require_storage_name(std::string_view name)
{
    if (!valid_storage_name(name))
        throw std::invalid_argument(
            "queue '" + std::string(name) +
            "': bad name, expected [<subscriber>@]<channel> of letters, digits, _ and -");
}

std::string dump_path(std::string_view data_dir, std::string_view storage_name)
{
    std::string path(data_dir);
    path.append("/").append(storage_name).append(dump_suffix);
    return path;
}

std::vector<std::string> scan_dumps(IFileOps& ops, const std::string& data_dir)
{
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : ops.list(data_dir))
        if (is_dump(entry, data_dir))
            names.push_back(entry.name.substr(0, entry.name.size() - dump_suffix.size()));
    check_conflicts(names, data_dir);
    return names;
}

} // namespace dmq::ring
