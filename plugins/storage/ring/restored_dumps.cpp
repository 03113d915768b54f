// SPDX-License-Identifier: BSL-1.0
// Deletes dump files whose records are safe, and sets damaged ones aside.
#include "restored_dumps.hpp"

#include "dump_scan.hpp"

#include <dmq/plugin/log.hpp>

#include <exception>
#include <utility>

namespace dmq::ring {

RestoredDumps::RestoredDumps(IFileOps& ops, std::string data_dir)
    : ops_(ops), data_dir_(std::move(data_dir))
{
}

void RestoredDumps::find(const std::function<void(std::string_view storage_name)>& visit)
{
    const std::vector<std::string> names = scan_dumps(ops_, data_dir_);
    {
        const std::lock_guard lock(mutex_);
        for (const std::string& name : names)
            files_.emplace(name, State::waiting);
    }
    for (const std::string& name : names)
        visit(name);
}

bool RestoredDumps::found(std::string_view storage_name) const
{
    const std::lock_guard lock(mutex_);
    return files_.find(storage_name) != files_.end();
}

bool RestoredDumps::waiting(std::string_view storage_name) const
{
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(storage_name);
    return found != files_.end() && found->second == State::waiting;
}

void RestoredDumps::loaded(std::string_view storage_name, bool damaged)
{
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(storage_name);
    if (found != files_.end())
        found->second = damaged ? State::damaged : State::healthy;
}

void RestoredDumps::discard(std::string_view storage_name)
{
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(storage_name);
    if (found == files_.end() || found->second == State::waiting)
        return;
    remove(*found);
    files_.erase(found);
}

bool RestoredDumps::discard_all() noexcept
{
    const std::lock_guard lock(mutex_);
    bool all = true;
    for (auto file = files_.begin(); file != files_.end();) {
        if (file->second == State::waiting) {
            ++file;
            continue;
        }
        try {
            remove(*file);
            file = files_.erase(file);
        } catch (const std::exception& e) {
            log::error(log_name, e.what(), "; its records are in memory");
            all = false;
            ++file;
        }
    }
    return all;
}

void RestoredDumps::make_way(std::string_view storage_name)
{
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(storage_name);
    if (found == files_.end() || found->second == State::healthy)
        return;
    set_aside(found->first);
    files_.erase(found);
}

void RestoredDumps::forget(std::string_view storage_name)
{
    const std::lock_guard lock(mutex_);
    if (const auto found = files_.find(storage_name); found != files_.end())
        files_.erase(found);
}

void RestoredDumps::remove(const Files::value_type& file)
{
    if (file.second == State::damaged) {
        set_aside(file.first);
        return;
    }
    const std::string path = dump_path(data_dir_, file.first);
    if (ops_.unlink(path) != 0)
        throw_errno("delete", path);
    log::info(log_name, path, ": deleted, its records are in memory");
}

void RestoredDumps::set_aside(const std::string& storage_name)
{
    ring::set_aside(ops_, dump_path(data_dir_, storage_name));
}

} // namespace dmq::ring
