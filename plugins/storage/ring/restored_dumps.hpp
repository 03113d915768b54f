// SPDX-License-Identifier: BSL-1.0
// The dump files of the last run: which were found, loaded, and what becomes of them.
#pragma once

#include "dump_file.hpp"
#include "file_ops.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace dmq::ring {

/// Only find() is called before all else; otherwise any thread. A file that was never loaded stays
/// where it is, or is set aside when its name is needed; a damaged file is never deleted.
class RestoredDumps {
public:
    RestoredDumps(IFileOps& ops, std::string data_dir);

    /// Scans the directory and visits the storage names found, sorted. Changes no file. Throws
    /// what scan_dumps() throws.
    void find(const std::function<void(std::string_view storage_name)>& visit);
    /// Whether a file of this name was found.
    bool found(std::string_view storage_name) const;
    /// Whether a file of this name was found and is not loaded yet.
    bool waiting(std::string_view storage_name) const;
    /// The file's records are in memory now.
    void loaded(std::string_view storage_name, bool damaged);

    /// Deletes a loaded file, or sets it aside if damaged; no-op if there is none. Throws
    /// std::system_error.
    void discard(std::string_view storage_name);
    /// discard() of all loaded files. A failure is logged, the next call tries again. Returns
    /// whether there was none.
    bool discard_all() noexcept;
    /// The name's file is about to be replaced: sets it aside if it was not loaded without damage.
    void make_way(std::string_view storage_name);
    /// The name's file holds other records now, or is not to be discarded.
    void forget(std::string_view storage_name);

private:
    enum class State : std::uint8_t { waiting, healthy, damaged };
    using Files = std::map<std::string, State, std::less<>>;

    void remove(const Files::value_type& file);
    void set_aside(const std::string& storage_name);

    IFileOps& ops_;
    const std::string data_dir_;
    mutable std::mutex mutex_; // guards files_
    Files files_;
};

} // namespace dmq::ring
